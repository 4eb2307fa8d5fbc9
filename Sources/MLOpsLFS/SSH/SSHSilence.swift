internal import MLOpsCore

/// A server that was connected says nothing any more.
struct SSHSilence: DiagnosticConvertible {
    let host: String
    let seconds: Int

    var diagnostic: Diagnostic {
        .fatal(
            "cannot go on with '\(host)': git-lfs-transfer there has been silent for \(seconds) seconds",
            hint: "'git config lfs.activitytimeout <seconds>' waits longer; 0 waits for ever")
    }
}
