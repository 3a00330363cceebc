import Catalogue
import Model

extension Stages {
    /// Looks at the disk, and tells once that it is nearly full and once that there is room again; gives whether there is.
    @discardableResult
    func watchRoom() -> Bool {
        let space = room.look()
        if let space, let isLow = room.news { tell(isLow, space) }
        return !room.isLow
    }

    private func tell(_ isLow: Bool, _ space: DiskRoom.Space) {
        let (free, least) = (Stages.spoken(space.free), Stages.spoken(room.least(of: space)))
        let summary =
            isLow
            ? "\(free) free, less than the \(least) that are left alone; nothing new is taken or fetched until there is room"
            : "\(free) free; what waited is taken and fetched"
        let content = Event.Content(report: "disk:state", severity: .high, summary: summary, items: [], quiet: false)
        let (kind, time): (Event.Kind, Timestamp) = (isLow ? .diskLow : .diskRecovered, now())
        let id = Event.id(report: content.report, from: nil, to: nil, text: time.description, type: kind)
        let event = Event(
            id: id, source: builder.installation, type: kind, subject: content.report, time: time, data: content)
        var batch = RecordedBatch()
        add(event, to: &batch)
        do throws(Problem) {
            try catalogue.record(batch)
            room.noteTold(isLow)
            wakeOutbox()
        } catch {
            // Told with the next look, which has the room of the reserve.
            room.giveUp()
        }
    }

    private static func spoken(_ bytes: Int) -> String {
        let units = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000)]
        for (unit, size) in units where bytes >= size {
            let tenths = bytes / (size / 10)
            return tenths < 100 ? "\(tenths / 10).\(tenths % 10) \(unit)" : "\(tenths / 10) \(unit)"
        }
        return "\(bytes) bytes"
    }
}
