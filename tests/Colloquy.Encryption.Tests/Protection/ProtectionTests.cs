using Colloquy.Storage.Conformance;
using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Encryption.Tests.Protection;

/// <summary>No public call shortens a session that is held or immutable, in any store. This project has a reference to all stores.</summary>
public sealed class ProtectionTests
{
    public static TheoryData<string, Protection> Stores => new(Harnesses.Keys.SelectMany(store => Enum.GetValues<Protection>().Select(protection => (store, protection))));

    private static Dictionary<string, Func<StoreHarness>> Harnesses { get; } = new()
    {
        ["memory"] = () => new InMemoryHarness(),
        ["SQLite"] = () => new SqliteHarness(),
        ["PostgreSQL"] = () => new PostgresHarness(),
        ["memory, encrypted"] = () => new EncryptedMemory(),
    };

    [Fact]
    public void Every_public_call_is_made_or_said_to_be_harmless()
    {
        var made = CallTable.All.Select(call => call.Name).ToHashSet();
        var calls = PublicCalls.Types.Where(type => !HarmlessCalls.Types.ContainsKey(PublicCalls.NameOf(type))).SelectMany(PublicCalls.Of).Select(PublicCalls.NameOf).ToHashSet();
        var types = PublicCalls.Types.Select(PublicCalls.NameOf).ToHashSet();

        var unknown = calls.Where(call => !made.Contains(call) && !HarmlessCalls.Calls.ContainsKey(call)).Order(StringComparer.Ordinal);
        var stale = made.Concat(HarmlessCalls.Calls.Keys).Where(call => !calls.Contains(call)).Concat(HarmlessCalls.Types.Keys.Where(type => !types.Contains(type))).Order(StringComparer.Ordinal);

        Assert.True(!unknown.Any(), $"These public calls may shorten a session: make them in a table of calls beside this test, or say in HarmlessCalls why they cannot.\n{string.Join('\n', unknown)}");
        Assert.True(!stale.Any(), $"These calls are listed, and there are none of these names:\n{string.Join('\n', stale)}");
        Assert.Empty(made.Intersect(HarmlessCalls.Calls.Keys));
    }

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Stores))]
    public async Task No_call_shortens_a_protected_session_and_those_that_can_do_shorten_another(string store, Protection protection)
    {
        await using var harness = Harnesses[store]();
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await using var opened = await harness.OpenAsync(clock);
        List<string> problems = [];

        for (var number = 0; number < CallTable.All.Count; number++)
        {
            var call = CallTable.All[number];
            if ((call.Needs is { } part && opened.GetService(part) is null) || (protection == Protection.None && !call.Shortens))
                continue;
            var subject = await Subject.MakeAsync(opened, clock, new SessionKey($"session-{number}", $"user-{number}"), protection);
            if (await TryAsync(call, subject) is { } problem)
                problems.Add($"{number}. {call.Name}: {problem}.");
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    /// <returns>What is wrong; null when nothing is.</returns>
    private static async Task<string?> TryAsync(PublicCall call, Subject subject)
    {
        string? thrown = null;
        try
        {
            await call.MakeAsync(subject);
        }
        catch (Exception refusal) when (refusal is SessionHeldException && subject.Protection == Protection.Held || refusal is SessionImmutableException && subject.Protection == Protection.Immutable)
        {
        }
        catch (Exception e)
        {
            thrown = $"it throws {e}";
        }

        var loss = await subject.Before.FindLossAsync(subject.Store);
        if (thrown is not null)
            return thrown;
        return subject.Protection == Protection.None ? loss is null ? "it takes nothing from a session that nothing protects, so that it proves nothing" : null : loss;
    }

    private sealed class EncryptedMemory : StoreHarness
    {
        private readonly KeyRing _ring = Rings.New("k1");

        public override async ValueTask<ISessionStore> OpenAsync(TimeProvider clock, CancellationToken cancellationToken = default) =>
            await EncryptedSessionStore.OpenAsync(new InMemorySessionStore(clock), _ring, new EncryptionOptions { TimeProvider = clock }, cancellationToken);

        public override ValueTask DisposeAsync()
        {
            _ring.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
