using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Storage.Conformance;

/// <summary>Provides a case with a store on empty storage, and with the clock that the store uses.</summary>
public sealed class StoreCaseContext : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly StoreHarness _harness;
    private readonly List<ISessionStore> _handles = [];
    private int _keys;

    private StoreCaseContext(StoreHarness harness, FakeTimeProvider clock, CancellationToken cancellationToken)
    {
        _harness = harness;
        Clock = clock;
        CancellationToken = cancellationToken;
    }

    /// <summary>Gets the store.</summary>
    public ISessionStore Store => _handles[0];

    /// <summary>Gets the clock that the store uses. It stops until the case advances it.</summary>
    public FakeTimeProvider Clock { get; }

    /// <summary>Gets the abilities of the store.</summary>
    public StoreTraits Traits => _harness.Traits;

    /// <summary>Gets a token that is cancelled when the case times out.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>Opens another handle on the same storage; the same store again when its storage cannot be shared.</summary>
    public async Task<ISessionStore> OpenAnotherAsync()
    {
        if (!Traits.HasFlag(StoreTraits.Reopens))
            return Store;

        var handle = await _harness.OpenAsync(Clock, CancellationToken);
        _handles.Add(handle);
        return handle;
    }

    /// <summary>Names a session that is not there yet.</summary>
    /// <param name="user">Its owner.</param>
    public SessionKey NewKey(string user = "ada") => new($"session-{++_keys:000}", user);

    /// <summary>Disposes all handles, the last first.</summary>
    public async ValueTask DisposeAsync()
    {
        for (var i = _handles.Count - 1; i >= 0; i--)
            await _handles[i].DisposeAsync();
    }

    /// <summary>Returns the seeds of a random case. For a store in front of another there are fewer, since the other takes all of them without it.</summary>
    internal IEnumerable<int> Seeds(int count) => RandomSeed.Take(_harness.IsWrapper ? (count + 3) / 4 : count);

    /// <summary>Returns the bytes that contents of some sizes take outside the log.</summary>
    internal long SizeOutsideLog(params ReadOnlySpan<int> sizes)
    {
        long size = 0;
        foreach (var content in sizes)
            size += content + _harness.ContentOverhead;
        return size;
    }

    internal static async Task<StoreCaseContext> OpenAsync(StoreHarness harness, CancellationToken cancellationToken)
    {
        var context = new StoreCaseContext(harness, new FakeTimeProvider(Start), cancellationToken);
        context._handles.Add(await harness.OpenAsync(context.Clock, cancellationToken));
        return context;
    }

    internal async Task<SessionUnderTest> NewSessionAsync(string user = "ada") => await OpenSessionAsync(NewKey(user));

    internal async Task<SessionUnderTest> OpenSessionAsync(SessionKey key)
    {
        await Store.CreateAsync(key, CancellationToken);
        return new SessionUnderTest(Store, key, Clock);
    }
}
