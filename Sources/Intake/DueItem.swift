/// A path and the time it becomes due. An outdated item stays in its heap until then; the owner tells it by its serial number.
struct DueItem: Comparable {
    let due: Duration
    let serial: Int
    let path: [UInt8]

    static func < (left: DueItem, right: DueItem) -> Bool { (left.due, left.serial) < (right.due, right.serial) }
}
