/// The program `git-mlops-filter`.
public enum FilterProgram {
    public static func main() {}
}
