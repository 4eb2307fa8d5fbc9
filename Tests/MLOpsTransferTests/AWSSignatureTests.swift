import MLOpsCore
import Testing

@testable import MLOpsTransfer

/// The examples of "Authenticating Requests: Using the Authorization Header" in Amazon's S3 documentation.
@Suite struct AWSSignatureTests {
    private let hash = S3Client.Call.emptyHash

    private func signature(
        _ path: String, query: String = "", method: String = "GET", headers: [(String, String)] = [],
        hash: String? = nil
    ) -> String {
        let keys = AWSCredentials(
            accessKey: "AKIAIOSFODNN7EXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", sessionToken: nil)
        let signer = AWSSignature(credentials: keys, region: "us-east-1", service: "s3", date: "20130524T000000Z")
        let all: [(name: String, value: String)] =
            [
                ("Host", "examplebucket.s3.amazonaws.com"), ("x-amz-content-sha256", hash ?? self.hash),
                ("x-amz-date", "20130524T000000Z"),
            ] + headers.map { ($0.0, $0.1) }
        let text = signer.authorization(
            method: method, path: path, query: query, headers: all, payloadHash: hash ?? self.hash)
        return String(text.suffix(64))
    }

    @Test func getsAnObject() {
        #expect(
            signature("/test.txt", headers: [("Range", "bytes=0-9")])
                == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
    }

    @Test func putsAnObject() {
        #expect(
            signature(
                "/test%24file.text", method: "PUT",
                headers: [("Date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")],
                hash: "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072")
                == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")
    }

    @Test func listsAndAsks() {
        #expect(
            signature("/", query: "lifecycle=") == "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")
        #expect(
            signature("/", query: "max-keys=2&prefix=J")
                == "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")
    }

    @Test func datesAreCompact() {
        #expect(AWSSignature.date(1_767_323_045_678) == "20260102T030405Z")
    }

    @Test func authenticatesAsRFC4231Does() {
        #expect(
            Hex.encode(AWSSignature.authenticate("what do ya want for nothing?", key: Array("Jefe".utf8)))
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        let long = [UInt8](repeating: 0xaa, count: 131)
        #expect(
            Hex.encode(AWSSignature.authenticate("Test Using Larger Than Block-Size Key - Hash Key First", key: long))
                == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    }
}
