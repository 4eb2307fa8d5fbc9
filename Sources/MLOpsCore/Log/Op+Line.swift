extension Op {
    /// Reads a stored line; nil when it is no op. The id is taken as it stands: ``MLOpsLog`` verifies it.
    package init?(line: [UInt8]) {
        guard case .object(var members)? = try? JSONValue.parse(line), let id = members["id"]?.stringValue,
            id.utf8.count == 40, members["k"]?.stringValue != nil
        else { return nil }
        members["id"] = nil
        self.init(id: id, body: members)
    }
}
