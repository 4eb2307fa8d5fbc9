internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsTransfer
internal import Synchronization

/// Asks a server what is to be done with the objects of one transfer, many in one request, and again when an answer
/// has run out.
final class ActionBook: Sendable {
    private struct State {
        var answers: [LargeObject: BatchAnswer] = [:]
        /// Those whose answers did not work.
        var refused: Set<LargeObject> = []
        /// Not asked for yet, in order.
        var waiting: [LargeObject]
        /// Halved each time the server says that a request is too large.
        var batchSize: Int
        /// The way that the server chose last.
        var transfer = "basic"
    }

    private let client: LFSClient
    private let operation: LFSOperation
    /// The ref that the objects belong to, for servers that grant rights by it.
    private let reference: String?
    /// Ways to transfer that we offer.
    private let transfers: [String]
    private let state: Mutex<State>

    init(
        _ client: LFSClient, _ operation: LFSOperation, _ objects: [LargeObject], reference: String?,
        transfers: [String] = ["basic"]
    ) {
        self.client = client
        self.transfers = transfers
        self.operation = operation
        self.reference = reference
        let size = client.config.int("lfs.transfer.batchsize").flatMap { $0 > 0 ? Int(clamping: $0) : nil } ?? 100
        state = Mutex(State(waiting: objects.largestFirst, batchSize: size))
    }

    /// What the server says of `object`, which may be one that it was not asked about at the start. One thread asks
    /// at a time; what it asks for serves the others.
    func answer(for object: LargeObject) throws -> BatchAnswer {
        try state.withLock { state in
            let now = client.repository.context.now()
            if let known = state.answers[object], !Self.isExpired(known, now) { return known }
            var tries = 0
            while true {
                let batch = Self.nextBatch(with: object, &state)
                do {
                    try ask(batch, &state)
                    tries += 1
                    let answer = state.answers[object] ?? .unanswered(stranger: nil)
                    // Run out already: once more. Then it is our clock that is wrong, and the server will say, unless
                    // it is so by the server's own clock.
                    if tries == 2 { return answer.unlessStale }
                    if !Self.isExpired(answer, client.repository.context.now()) { return answer }
                } catch let error as LFSServerError where error.status == 413 && batch.count > 1 {
                    state.batchSize = (batch.count + 1) / 2
                }
            }
        }
    }

    /// The objects to ask for next, `object` among them.
    private static func nextBatch(with object: LargeObject, _ state: inout State) -> [LargeObject] {
        if !state.waiting.prefix(state.batchSize).contains(object) {
            state.waiting.removeAll { $0 == object }
            state.waiting.insert(object, at: 0)
        }
        return Array(state.waiting.prefix(state.batchSize))
    }

    /// How objects move: `basic`, `tus` or the name of an agent.
    var transfer: String { state.withLock { $0.transfer } }

    /// Forgets the answer, which did not work; false when that happened to another answer before.
    func forget(_ object: LargeObject) -> Bool {
        state.withLock { state in
            state.answers[object] = nil
            return state.refused.insert(object).inserted
        }
    }

    private func ask(_ batch: [LargeObject], _ state: inout State) throws {
        client.trace.line("tq: sending batch of size \(batch.count)")
        client.trace.line("api: batch \(batch.count) files")
        let answer: LFSAnswer
        do {
            answer = try client.call("POST", "objects/batch", body(batch), operation)
        } catch var error as LFSServerError {
            error.answersBatch = true
            throw error
        }
        state.transfer = try transfer(answer.body)
        let byID = Dictionary(batch.map { ($0.id.hex, $0) }) { first, _ in first }
        var unanswered = Set(batch)
        var stranger: String?
        for value in answer.body["objects"]?.arrayValue ?? [] {
            let name = value["oid"]?.stringValue ?? ""
            // What was not asked for is not taken.
            guard let object = byID[name] else {
                stranger = stranger ?? name
                continue
            }
            state.answers[object] = BatchAnswer(value, answer)
            unanswered.remove(object)
        }
        for object in unanswered { state.answers[object] = .unanswered(stranger: stranger) }
        let asked = Set(batch)
        state.waiting.removeAll { asked.contains($0) }
    }

    private func body(_ batch: [LargeObject]) -> JSONValue {
        var fields: JSONObject = [
            "operation": .string(operation.rawValue),
            "objects": .array(batch.map { .object(["oid": .string($0.id.hex), "size": .integer($0.size)]) }),
            "transfers": .array(transfers.map { .string($0) }),
        ]
        if let reference { fields["ref"] = .object(["name": .string(reference)]) }
        fields["hash_algo"] = "sha256"
        return .object(fields)
    }

    /// The way that the server chose; throws when it is none of ours.
    private func transfer(_ body: JSONValue) throws -> String {
        guard body["objects"]?.arrayValue != nil else {
            throw UnusableAnswer.unreadable(host: nil, why: "names no objects")
        }
        if let algorithm = body["hash_algo"]?.stringValue, !algorithm.isEmpty, algorithm != "sha256" {
            throw UnusableAnswer.algorithm(algorithm)
        }
        guard let chosen = body["transfer"]?.stringValue, !chosen.isEmpty else { return "basic" }
        guard transfers.contains(chosen) else {
            throw Diagnostic.fatal("cannot transfer objects: the server wants transfer '\(chosen)'")
        }
        return chosen
    }

    private static func isExpired(_ answer: BatchAnswer, _ now: Int64) -> Bool {
        if case .actions(let actions, _) = answer { actions.values.contains { $0.isExpired(now) } } else { false }
    }
}
