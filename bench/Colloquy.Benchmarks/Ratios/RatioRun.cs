namespace Colloquy.Benchmarks;

/// <summary>Runs the measures whose other side is Colloquy itself, or what it is built on.</summary>
internal static class RatioRun
{
    public static async Task<int> RunAsync(RatioOptions options)
    {
        using var scratch = new ScratchFolder();
        var fixtures = await FixtureFolder.OpenAsync(scratch);
        var (_, code) = await MeasureRun.RunAsync(options, Measures(Effort.Of(options.Quick), scratch, fixtures));
        return code;
    }

    private static (string Prefix, Func<Task<IReadOnlyList<Measurement>>> MeasureAsync)[] Measures(Effort effort, ScratchFolder scratch, FixtureFolder fixtures) =>
    [
        ("turn.overhead", () => TurnMeasure.RunAsync(effort)),
        ("turn.grown", () => GrownMeasure.RunAsync(scratch, effort)),
        ("turn.undo", () => GrownMeasure.UndoAsync(effort)),
        ("turn.cold", () => ColdMeasure.RunAsync(scratch, fixtures, effort)),
        ("testing.turn", () => TestingMeasure.RunAsync(scratch, effort)),
        ("append", () => AppendMeasure.RunAsync(scratch, effort)),
        ("append.young", () => YoungMeasure.RunAsync(scratch, effort)),
        ("add", () => ConcurrencyMeasure.AddAsync(scratch, effort)),
        ("run", () => ConcurrencyMeasure.RunAsync(scratch, effort)),
        ("sessions.parallel", () => ParallelMeasure.RunAsync(scratch, effort)),
        ("tail20", () => TailMeasure.RunAsync(fixtures, effort)),
        ("encrypt", () => EncryptionMeasure.RunAsync(scratch, effort)),
        ("audit", () => AuditMeasure.RunAsync(scratch, effort)),
        ("window", () => WindowMeasure.RunAsync(fixtures, effort)),
        ("prompt", PrefixMeasure.RunAsync),
        ("branch", () => BranchMeasure.RunAsync(scratch, fixtures, effort)),
        ("branches.list", () => BranchListMeasure.RunAsync(fixtures, effort)),
        ("write.beside.read", () => BesideReadMeasure.RunAsync(scratch, fixtures, effort)),
        ("list", () => ListMeasure.RunAsync(fixtures, effort)),
        ("search", () => SearchMeasure.RunAsync(fixtures, effort)),
        ("search.first", () => FirstSearchMeasure.RunAsync(scratch, fixtures, effort)),
        ("readall", () => ReadAllMeasure.RunAsync(fixtures, effort)),
        ("export", () => ExportMeasure.RunAsync(fixtures, effort)),
        ("verify", () => VerifyMeasure.RunAsync(fixtures, effort)),
    ];
}
