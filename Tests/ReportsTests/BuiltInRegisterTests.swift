import Model
import Testing

@testable import Reports

/// The tables of bodies that come with the program: one row a body, one body a name.
@Suite struct BuiltInRegisterTests {
    private static let authorities = Register(
        csv: String(decoding: PackageResources.local_authorities_csv, as: UTF8.self), codeScheme: "ons-gss")
    private static let fireServices = Register(
        csv: String(decoding: PackageResources.fire_services_csv, as: UTF8.self), codeScheme: "ons-fra")

    @Test func `no slug, code or name stands for two bodies`() {
        for register in [Self.authorities, Self.fireServices] {
            let subjects = register.entries.map(\.subject)
            #expect(Set(subjects.map(\.slug)).count == subjects.count)
            #expect(Set(subjects.compactMap(\.code)).count == subjects.count)
            let names = register.entries.flatMap(\.names)
            #expect(Set(names).count == names.count)
        }
    }

    @Test func `every authority with children's services is there, and those reorganised since 2017`() {
        let codes = Self.authorities.entries.compactMap(\.subject.code)
        let now = ["E06": 63, "E08": 36, "E09": 33, "E10": 21]
        let gone = ["E06000028", "E06000029", "E10000006", "E10000009", "E10000021"]
        #expect(Set(gone).isSubset(of: codes))
        for (kind, count) in now {
            #expect(codes.count { $0.hasPrefix(kind) && !gone.contains($0) } == count)
        }
    }

    @Test(arguments: [
        ("London Borough of Enfield", "enfield"), ("Hull City Council", "kingston-upon-hull"),
        ("County Durham", "durham"), ("Bournemouth, Christchurch & Poole", "bournemouth-christchurch-and-poole"),
        ("North Yorkshire County Council", "north-yorkshire"), ("Dorset County Council", "dorset-county"),
        ("Slough Children's Services Trust", "slough"), ("Telford & Wrekin", "telford-and-wrekin"),
    ])
    func `an authority is found by the names it goes by`(name: String, slug: String) {
        #expect(Self.slug(of: name, in: Self.authorities) == slug)
    }

    @Test(arguments: [
        ("Dorset & Wiltshire Fire and Rescue Service", "dorset-and-wiltshire"), ("London Fire Brigade", "london"),
        ("Essex County Fire & Rescue Service", "essex"), ("Isle of Wight", "isle-of-wight"),
        ("Hampshire and Isle of Wight", "hampshire-and-isle-of-wight"),
    ])
    func `a fire service is found by the names it goes by`(name: String, slug: String) {
        #expect(Self.slug(of: name, in: Self.fireServices) == slug)
    }

    private static func slug(of name: String, in register: Register) -> String? {
        register.entries.first { $0.names.contains(Tokenizer.words(of: name)) }?.subject.slug
    }
}
