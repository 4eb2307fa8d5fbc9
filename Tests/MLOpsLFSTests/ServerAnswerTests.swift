import MLOpsCore
import MLOpsStore
import Testing

@testable import MLOpsLFS

/// What a server's answers mean, and how they are told.
@Suite struct ServerAnswerTests {
    private static let received: Int64 = 1_700_000_000_000

    private func answer(to action: String, sent: Int64?) throws -> BatchAnswer {
        let value = try JSONValue.parse(Array(#"{"actions":{"upload":{"href":"http://h/o",\#(action)}}}"#.utf8))
        return BatchAnswer(value, LFSAnswer(status: 200, body: value, received: Self.received, sent: sent))
    }

    @Test func anActionThatHadRunOutByTheServersOwnClockIsAFailure() throws {
        let past = #""expires_at":"2020-01-01T00:00:00Z""#
        for (action, sent) in [(past, Self.received), (#""expires_in":-5"#, 0)] {
            guard case .failed = try answer(to: action, sent: sent).unlessStale else {
                Issue.record("\(action) is not refused")
                continue
            }
        }
        // Only our clock says so: it may be wrong, or the server tells no time.
        for sent in [nil, 1_500_000_000_000] as [Int64?] {
            let known = try answer(to: past, sent: sent)
            #expect(known.unlessStale == known)
        }
    }

    @Test func anUnknownObjectInAnAnswerIsNamed() {
        guard case .failed(let code, let message) = BatchAnswer.unanswered(stranger: "abc") else { return }
        #expect(BatchAnswer.sentence(code: code, message) == "[abc] The server returned an unknown OID.")
    }

    @Test func largeObjectsGoFirst() throws {
        let id = try #require(ContentID(String(repeating: "a", count: 64)))
        let objects = [3, 9, 1, 5].map { LargeObject(id: id, size: $0) }
        #expect(objects.largestFirst.map(\.size) == [9, 5, 3, 1])
    }

    @Test func refusalsAreWordedAsGitLFSWordsThem() {
        let url = "http://h/r/info/lfs/objects/batch"
        var error = LFSServerError(status: 401, message: nil, host: "h", url: url)
        error.answersBatch = true
        #expect(
            error.gitLFSWords == "batch response: Authentication required: Authorization error: \(url)\n"
                + "Check that you have proper access to the repository")
        let own = LFSServerError(status: 503, message: "away", host: "h", url: url)
        #expect(own.gitLFSWords == "Fatal error: away")
    }
}
