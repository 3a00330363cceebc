import CCurl

// libcurl wants this before any thread uses it; a global is set up once.
private let libcurlIsReady = ccurl_global_init() == CURLE_OK

/// What runs on the curl thread: takes orders, lets libcurl work, answers what has ended. Never leaves that thread.
final class CurlLoop {
    private struct Running {
        let id: Int
        let transfer: Transfer
        let done: @Sendable (TransferResult) -> Void
    }

    private let mailbox: CurlMailbox
    private let multi: UnsafeMutableRawPointer
    private var running: [UnsafeMutableRawPointer: Running] = [:]
    /// Handles to use again; they keep their TLS sessions and buffers.
    private var idle: [UnsafeMutableRawPointer] = []
    private let handshakes = Handshakes()

    init?(_ mailbox: CurlMailbox) {
        guard libcurlIsReady, let multi = curl_multi_init() else { return nil }
        self.mailbox = mailbox
        self.multi = multi
        ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 32)
        mailbox.setMulti(UInt(bitPattern: multi))
    }

    deinit {
        mailbox.setMulti(0)
        idle.forEach { curl_easy_cleanup($0) }
        curl_multi_cleanup(multi)
    }

    /// Works until it is told to stop; what is under way then ends as cancelled.
    func run() {
        mailbox.own()
        var isStopping = false
        while !isStopping {
            // What is run gives orders of its own; not for ever before the network has its turn.
            for _ in 0..<8 where !mailbox.isEmpty { if !takeOrders() { isStopping = true } }
            var count: Int32 = 0
            curl_multi_perform(multi, &count)
            answerEnded()
            // A wake-up that came in between is remembered by libcurl, so none is lost here.
            if !isStopping, mailbox.isEmpty { curl_multi_poll(multi, nil, 0, 60_000, nil) }
        }
        for handle in Array(running.keys) { end(handle, code: CURLE_ABORTED_BY_CALLBACK.rawValue, verdict: .cancelled) }
    }

    // Whether to go on.
    private func takeOrders() -> Bool {
        var goesOn = true
        for order in mailbox.take() {
            switch order {
            case .start(let id, let plan, let done): start(id, plan, done)
            case .cancel(let id): cancel(id)
            case .run(let job, let executor): job.runSynchronously(on: executor)
            case .stop: goesOn = false
            }
        }
        return goesOn
    }

    private func start(_ id: Int, _ plan: TransferPlan, _ done: @escaping @Sendable (TransferResult) -> Void) {
        guard !mailbox.isCancelled(id) else {
            mailbox.ended(id)
            return done(TransferResult(verdict: .cancelled))
        }
        guard let handle = idle.popLast() ?? curl_easy_init() else {
            mailbox.ended(id)
            return done(TransferResult(verdict: .notStarted))
        }
        running[handle] = Running(id: id, transfer: Transfer(plan, on: handle, handshakes), done: done)
        guard running[handle]?.transfer.configure() == true, curl_multi_add_handle(multi, handle) == CURLM_OK else {
            return end(handle, code: CURLE_FAILED_INIT.rawValue, verdict: .notStarted)
        }
    }

    private func cancel(_ id: Int) {
        guard let (handle, _) = running.first(where: { $0.value.id == id }) else { return }
        end(handle, code: CURLE_ABORTED_BY_CALLBACK.rawValue, verdict: .cancelled)
    }

    private func answerEnded() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
            end(handle, code: message.pointee.data.result.rawValue, verdict: nil)
        }
    }

    private func end(_ handle: UnsafeMutableRawPointer, code: UInt32, verdict: TransferResult.Verdict?) {
        // Out of the multi handle first: afterwards no callback can reach the transfer.
        curl_multi_remove_handle(multi, handle)
        guard let ended = running.removeValue(forKey: handle) else { return }
        idle.append(handle)
        mailbox.ended(ended.id)
        ended.done(ended.transfer.end(code: code, verdict: verdict))
    }
}
