using Colloquy.Tests;

namespace Colloquy.Sqlite.Tests;

/// <summary>Every message that an earlier version wrote is read as the serializer reads it.</summary>
public sealed class StoredMessageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(SchemaFixtureTests.Fixtures), MemberType = typeof(SchemaFixtureTests))]
    public async Task Messages_of_earlier_versions_are_read_as_the_serializer_reads_them(string fixture)
    {
        var path = _folder.File();
        File.Copy(Path.Combine(SchemaFixtureTests.FixtureFolder(), fixture), path);
        await using var store = await SqliteSessionStore.OpenAsync(path);

        var (all, fast) = (0, 0);
        foreach (var record in (await store.ListAllAsync(SessionSelection.All, new SessionQuery())).Sessions)
        {
            foreach (var entry in (await store.ReadAsync(record.Key, LogRead.All() with { Kinds = [EntryKind.Message], Limit = LogRead.MaxLimit })).Entries.Where(entry => !entry.IsPruned))
            {
                Assert.Equal(ObjectText.OfResult(() => MessageCodec.Read(entry.Payload.Span, usesReader: false)), ObjectText.OfResult(() => MessageCodec.Read(entry.Payload.Span)));
                all++;
                fast += entry.Payload.Span.StartsWith("{\"message\":"u8) && MessageReader.TryRead(entry.Payload.Span[11..^1]) is not null ? 1 : 0;
            }
        }

        Assert.True(all >= 5 && fast > 0, $"{all} messages, {fast} without the serializer");
    }
}
