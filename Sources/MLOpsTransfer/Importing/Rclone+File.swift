internal import MLOpsCore
internal import MLOpsSystem

extension Rclone {
    /// Size and time of change of one file.
    func state(of target: String) throws -> OutsideState {
        let result = try call(["lsjson", "--stat", "--", target])
        guard result.status.isSuccess, let json = try? JSONValue.parse(result.output), json["IsDir"] == false else {
            throw Diagnostic.fatal("there is no file '\(target)', or rclone cannot reach it")
        }
        return OutsideState(lastModified: json["ModTime"]?.stringValue, size: json["Size"]?.integerValue)
    }

    func copyFile(_ target: String, to path: String) throws {
        let result = try call(["copyto", "--stats", "0", "--", target, path])
        guard result.status.isSuccess else {
            let reason = result.errors.asText.split(separator: "\n").last.map { String($0.suffix(300)) } ?? "no reason"
            throw Diagnostic.fatal("cannot get '\(target)': rclone says: \(reason)")
        }
    }
}
