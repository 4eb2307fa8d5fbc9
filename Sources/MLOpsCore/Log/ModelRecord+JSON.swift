extension ModelRecord {
    /// The record for programs: times in milliseconds since 1970 UTC, versions by name; docs/formats/json.md.
    package var json: JSONValue {
        var members = members
        members["versions"] = .array(versions.map { $0.json(in: self) })
        return .object(members)
    }

    /// Those of ``json`` but the versions, which are the last in the order of names.
    package var members: JSONObject {
        func label(_ id: String) -> JSONValue { .optional(version(id: id)?.name) }
        var members = JSONObject()
        members["id"] = .string(id)
        members["identities"] = .array(identities.map(JSONValue.string))
        members["name"] = .string(name)
        members["created"] = .integer(created)
        members["updated"] = .integer(updated)
        members["author"] = .string(author)
        members["description"] = .string(description)
        members["deleted"] = .bool(isDeleted)
        members["tags"] = tags.json
        members["aliases"] = .object(JSONObject(aliases.map { (key: $0.key, value: label($0.value)) }))
        members["stages"] = .object(JSONObject(stages.map { (key: $0.key, value: $0.value.json(label)) }))
        members["history"] = .array(history.map(\.json))
        return members
    }
}

extension ModelVersion {
    /// As it stands in the record of `model`, whose version it is.
    package func json(in model: ModelRecord) -> JSONValue {
        var members = members
        members["stages"] = .array(model.stages(of: id).map(JSONValue.string))
        members["aliases"] = .array(model.aliases(of: id).map(JSONValue.string))
        return .object(members)
    }

    private var members: JSONObject {
        var members = JSONObject()
        members["id"] = .string(id)
        members["name"] = .string(name)
        members["number"] = .integer(number)
        members["created"] = .integer(created)
        members["updated"] = .integer(updated)
        members["author"] = .string(author)
        members["run"] = .optional(run)
        members["logged_model"] = .optional(loggedModel)
        members["commit"] = .optional(commit)
        members["tree"] = .optional(tree)
        members["source"] = .string(source)
        members["link"] = .string(link)
        members["files"] = .array(
            files.map { ["name": .string($0.name), "size": .integer($0.size), "sha256": .string($0.digest)] })
        members["signature"] = signature?.json
        members["status"] = .string(status.rawValue)
        members["status_message"] = .string(statusMessage)
        members["description"] = .string(description)
        members["tags"] = tags.json
        members["deleted"] = .bool(isDeleted)
        return members
    }
}

extension ModelStage {
    func json(_ version: (String) -> JSONValue) -> JSONValue {
        [
            "contested": .bool(isContested),
            "effective": effective.map(version) ?? .null,
            "claims": .array(
                claims.map { claim in
                    [
                        "op": .string(claim.op), "version": version(claim.version), "author": .string(claim.author),
                        "time": .integer(claim.time), "why": .string(claim.why),
                    ]
                }),
        ]
    }
}

extension ModelChange {
    package var json: JSONValue {
        var members: JSONObject = [
            "op": .string(op), "kind": .string(kind.rawValue), "time": .integer(time), "author": .string(author),
            "why": .string(why), "stage": .optional(stage), "version": .optional(version), "key": .optional(key),
            "from": .optional(from), "to": .optional(to), "outcome": .optional(outcome?.rawValue),
        ]
        if !host.isEmpty { members["host"] = .string(host) }
        if let gates { members["gates"] = .object(gates) }
        return .object(members)
    }
}
