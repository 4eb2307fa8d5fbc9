internal import Glibc

/// A pair of pseudo-terminal ends with the size and the settings of our own terminal, which goes on making line ends of
/// newlines: done twice, they would come out as two carriage returns.
struct PseudoTerminal {
    let parent: Int32
    let child: Int32
    private let model: Int32

    /// `model` is the terminal that it is like.
    init?(like model: Int32) {
        var parent: Int32 = -1
        var child: Int32 = -1
        var settings = termios()
        var size = winsize()
        guard tcgetattr(model, &settings) == 0 else { return nil }
        settings.c_oflag &= ~tcflag_t(OPOST)
        _ = ioctl(model, UInt(TIOCGWINSZ), &size)
        guard openpty(&parent, &child, nil, &settings, &size) == 0 else { return nil }
        self.parent = parent
        self.child = child
        self.model = model
        for descriptor in [parent, child] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    }

    /// Takes over the size that our terminal has now.
    func resize() {
        var size = winsize()
        if ioctl(model, UInt(TIOCGWINSZ), &size) == 0 { _ = ioctl(parent, UInt(TIOCSWINSZ), &size) }
    }

    func closeChild() { close(child) }
    func closeParent() { close(parent) }
}
