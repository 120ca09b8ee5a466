namespace Colloquy.Tests;

/// <summary>A store that counts the entries that are read from it.</summary>
public sealed class CountingStore(ISessionStore inner) : DelegatingSessionStore(inner)
{
    public int EntriesRead { get; set; }

    public int Reads { get; set; }

    public override async ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
    {
        var page = await base.ReadAsync(key, read, cancellationToken);
        EntriesRead += page.Entries.Count;
        Reads++;
        return page;
    }
}
