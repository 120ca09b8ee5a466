using Colloquy.Faults.Worker;

// A process for a test to start, to talk with by lines, and to kill.
return await (args[0] switch
{
    "write" => WriteCommand.RunAsync(args),
    "throng" => ThrongCommand.RunAsync(args),
    "append" => AppendCommand.RunAsync(args),
    "increment" => StateCommand.RunAsync(args),
    "count" => CountCommand.RunAsync(args),
    "scopes" => ScopesCommand.RunAsync(args),
    "memory" => MemoryCommand.RunAsync(args),
    "learn" => LearnCommand.RunAsync(args),
    "pop" => PopCommand.RunAsync(args),
    "branches" => BranchesCommand.RunAsync(args),
    "search" => SearchCommand.RunAsync(args),
    "steps" => StepsCommand.RunAsync(args),
    "follow" => FollowCommand.RunAsync(args),
    "import" => ImportCommand.RunAsync(args),
    "prune" => PruneCommand.RunAsync(args),
    "fill" => FillCommand.RunAsync(args),
    "crowded" => CrowdedCommand.RunAsync(args),
    "hold" => HoldCommand.RunAsync(args),
    "contend" => ContendCommand.RunAsync(args),
    "sweep" => SweepCommand.RunAsync(args),
    "history" => HistoryCommand.RunAsync(args),
    "keep" => KeepCommand.RunAsync(args),
    "turn" => TurnCommand.RunAsync(args),
    "refund" => RefundCommand.RunAsync(args),
    "relay" => RelayCommand.RunAsync(args),
    "book" => BookCommand.RunAsync(args),
    _ => throw new ArgumentException($"There is no command '{args[0]}'."),
});
