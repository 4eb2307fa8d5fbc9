import MLOpsCommands

Application.main()
