import Glibc
import MLOpsFilter

exit(FilterProgram.main())
