using System.Text;

namespace Colloquy.Storage.Conformance;

/// <summary>A store in which one entry is damaged, as a disk or a careless hand may do it.</summary>
internal sealed class DamagedStore(ISessionStore store, SessionKey key, Position position, Damage damage) : DelegatingSessionStore(store)
{
    public override async ValueTask<LogPage> ReadAsync(SessionKey readKey, LogRead read, CancellationToken cancellationToken = default)
    {
        var page = await base.ReadAsync(readKey, read, cancellationToken);
        return readKey == key && page.Entries.Any(entry => entry.Position == position) ? page with { Entries = [.. page.Entries.Select(entry => entry.Position == position ? Hurt(entry, read.HeadersOnly) : entry)] } : page;
    }

    public override async ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey readKey, Position head, string? stateKey = null, CancellationToken cancellationToken = default)
    {
        var found = await base.ReadStateAsync(readKey, head, stateKey, cancellationToken);
        return readKey == key ? [.. found.Select(entry => entry.Position == position ? Hurt(entry, headersOnly: false) : entry)] : found;
    }

    /// <summary>Hides the index and the ledger, which keep what the damaged entry said.</summary>
    public override object? GetService(Type serviceType) => serviceType == typeof(ISearchIndex) || serviceType == typeof(IUsageLedger) || serviceType == typeof(IUsageDirectory) ? null : base.GetService(serviceType);

    private Entry Hurt(Entry entry, bool headersOnly) => damage switch
    {
        Damage.RowIsMissing => throw new CorruptDataException(key, position, "is missing"),
        _ when headersOnly => entry,
        Damage.ChecksumFails => throw new CorruptDataException(key, position, "has a payload that does not match its checksum"),
        Damage.NoJson => entry with { Payload = Encoding.UTF8.GetBytes("""{"message":{"role":""") },
        Damage.OtherForm => entry with { Payload = Encoding.UTF8.GetBytes("""[{"message":17}]""") },
        Damage.NullPayload => entry with { Payload = Encoding.UTF8.GetBytes("null") },
        _ => entry with { Payload = Encoding.UTF8.GetBytes("""{"message":{"role":5,"contents":{}},"value":1,"key":[],"number":"x","status":"none","branch":1,"covers":[]}""") },
    };
}

/// <summary>What is wrong with a damaged entry.</summary>
internal enum Damage
{
    /// <summary>The store does not find it.</summary>
    RowIsMissing = 0,

    /// <summary>The store finds that its payload is not what was written.</summary>
    ChecksumFails = 1,

    /// <summary>Its payload is no JSON.</summary>
    NoJson = 2,

    /// <summary>Its payload is JSON of another form.</summary>
    OtherForm = 3,

    /// <summary>Its payload is JSON's null.</summary>
    NullPayload = 4,

    /// <summary>Its payload has the right names with the wrong values.</summary>
    WrongValues = 5,
}
