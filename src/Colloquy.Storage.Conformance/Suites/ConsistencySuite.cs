using System.Globalization;

namespace Colloquy.Storage.Conformance;

/// <summary>Tests that what several handles do on one session at once could have been done one call after another: no commit is lost or made twice, no read is out of date, no lease is held twice. A failure names its seed; set <c>COLLOQUY_SEED</c> to make the same choices again.</summary>
/// <remarks>The handles are in one process. To check a store between processes, use <see cref="HistoryStore"/>, <see cref="HistoryWorkload"/> and <see cref="HistoryLog"/> in programs of your own.</remarks>
/// <param name="seeds">The seeds to begin with; new ones in every run when null.</param>
public sealed class ConsistencySuite(IReadOnlyList<int>? seeds) : StoreSuite
{
    private const int Clients = 3;
    private const int Steps = 12;
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(10);

    /// <summary>Creates the suite with new seeds in every run.</summary>
    public ConsistencySuite()
        : this(null)
    {
    }

    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(What_several_handles_do_at_once_is_linearizable),
    ];

    private async Task What_several_handles_do_at_once_is_linearizable(StoreCaseContext context)
    {
        foreach (var seed in seeds ?? context.Seeds(8))
        {
            var (log, key) = (new HistoryLog(), context.NewKey());
            await Crowd.ActAsync(context, Clients, (client, store) => WorkloadOf(store, client).RunAsync(Steps, context.CancellationToken));
            await WorkloadOf(context.Store, Clients).ReadAllAsync();
            log.Check(string.Create(CultureInfo.InvariantCulture, $"Set {RandomSeed.Variable}={seed} to make the same choices again; threads may meet in another way."));

            HistoryWorkload WorkloadOf(ISessionStore store, int client) => new(new HistoryStore(store, client, line => log.Add(line), context.Clock), key, unchecked((seed * 397) ^ client), context.Clock)
            {
                LeaseDuration = LeaseDuration,
                LetTimePass = () => context.Clock.Advance(LeaseDuration / 2),
            };
        }
    }
}
