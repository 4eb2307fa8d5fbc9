import MLOpsFilter

FilterProgram.main()
