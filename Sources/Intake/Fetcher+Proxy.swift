extension Fetcher {
    /// Gives a transfer what its host's addresses are where that is not left to libcurl: a proxy looks names up itself, past
    /// the address guard. So they are looked up here, checked, and the proxy is told to connect to an address, no name; what it
    /// would find later makes no difference.
    nonisolated(nonsending) func pinned(_ plan: TransferPlan) async -> Result<TransferPlan, FetchFailure> {
        if plan.settings.proxy == nil, surroundings.lookUp == nil { return .success(plan) }
        var plan = plan
        guard let address = WebAddress(plan.url), let port = address.port else { return .success(plan) }
        let host = address.host
        guard plan.settings.proxy != nil else {
            let known = surroundings.lookUp?(host)?.addresses ?? []
            let addresses = known.map { AddressGuard.text(of: $0) }.joined(separator: ",")
            if !known.isEmpty { plan.names = ["\(host):\(port):\(addresses)"] }
            return .success(plan)
        }
        let literal = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        let found: [[UInt8]]
        if let bytes = AddressGuard.bytes(ofText: literal) {
            found = [bytes]
        } else {
            found = await lookUp(host).addresses
        }
        if plan.settings.allowPrivateAddresses { return .success(plan) }
        if let inside = found.first(where: { !surroundings.isPublic($0) }) {
            let text = AddressGuard.text(of: inside)
            return .failure(FetchFailure(.privateAddress, "\(host) is \(text), which is not on the public internet"))
        }
        // Of a name that only the proxy can look up, nobody here knows where it leads.
        guard let target = found.first(where: { $0.count == 4 }) ?? found.first else {
            return .failure(
                FetchFailure(.nameNotResolved, "no address for \(host), which is looked up here too if a proxy is used")
            )
        }
        let text = AddressGuard.text(of: target)
        plan.pin = "\(host):\(port):\(target.count == 4 ? text : "[\(text)]"):\(port)"
        return .success(plan)
    }

    /// Looks a name up where the fetcher stands.
    nonisolated(nonsending) func lookUp(
        _ host: String, within limit: Duration = .seconds(15)
    ) async -> HostLookup.Answer {
        if let answer = surroundings.lookUp?(host) { return answer }
        return await HostLookup.answer(of: host, within: limit)
    }
}
