/// A filter process that is killed when git closes its pipe, before it fills anything in: a process between the two
/// passes everything on, and kills instead of closing.
package enum DyingFilter {
    /// The text of a program for `filter.mlops.process`. `program`: the filter, by name or path.
    package static func script(_ program: String = "git-mlops-filter") -> String {
        """
        #!/usr/bin/env python3
        import os, subprocess, threading
        child = subprocess.Popen(['\(program)', 'process'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        def back():
            while True:
                data = os.read(child.stdout.fileno(), 65536)
                if not data: return
                os.write(1, data)
        threading.Thread(target=back, daemon=True).start()
        while True:
            data = os.read(0, 65536)
            if not data: break
            os.write(child.stdin.fileno(), data)
        child.kill()
        child.wait()
        """
    }
}
