using Microsoft.Extensions.AI;

namespace Colloquy.Sqlite.Tests;

/// <summary>Rows that somebody changes in the file, by SQL.</summary>
public sealed class VerificationTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("UPDATE entries SET payload = CAST(replace(CAST(payload AS TEXT), 'answer', 'ANSWER') AS BLOB) WHERE id & 0x7fffffff = 6", 6)]
    [InlineData("UPDATE entries SET payload = x'' WHERE id & 0x7fffffff = 6", 6)]
    [InlineData("UPDATE entries SET payload = x'', proof = substr(proof, 1, 64) WHERE id & 0x7fffffff = 6", 6)]
    [InlineData("UPDATE entries SET proof = zeroblob(length(proof)) WHERE id & 0x7fffffff = 6", 6)]
    [InlineData("UPDATE entries SET at = at + 1 WHERE id & 0x7fffffff = 6", 6)]
    [InlineData("UPDATE entries SET subject = 'user' WHERE id & 0x7fffffff = 6", 6)]
    [InlineData("UPDATE entries SET author = 'somebody' WHERE id & 0x7fffffff = 6", 6)]
    [InlineData("UPDATE entries SET kind = 'note' WHERE id & 0x7fffffff = 6", 6)]
    [InlineData("UPDATE entries SET turn = 0 WHERE id & 0x7fffffff = 6", 6)]
    [InlineData("DELETE FROM entries WHERE id & 0x7fffffff = 6", 6)]
    [InlineData("DELETE FROM entries WHERE id & 0x7fffffff = 1", 1)]
    [InlineData("DELETE FROM entries WHERE id & 0x7fffffff > 6", 7)]
    [InlineData("DELETE FROM entries WHERE id & 0x7fffffff = 6; UPDATE entries SET id = id - 1 WHERE id & 0x7fffffff > 6", 6)]
    [InlineData("UPDATE entries SET id = -id WHERE id & 0x7fffffff = 6; UPDATE entries SET id = id + 2 WHERE id > 0 AND id & 0x7fffffff = 4; UPDATE entries SET id = -id - 2 WHERE id < 0", 4)]
    [InlineData("UPDATE sessions SET chain = zeroblob(32)", 0)]
    [InlineData("UPDATE sessions SET tip = tip - 1", 0)]
    public async Task A_row_that_was_changed_is_found(string change, long at)
    {
        var file = _folder.File();
        await using (var store = await SqliteSessionStore.OpenAsync(file))
        {
            var session = await store.OpenAsync(Talk.Key);
            foreach (var text in new[] { "one", "two", "three", "four" })
                await session.AddAsync([new ChatMessage(ChatRole.User, text), new ChatMessage(ChatRole.Assistant, "answer")]);
            Assert.Null((await session.VerifyAsync()).Failure);
        }

        using (var connection = Connection.Open(file, create: false))
            connection.Execute(change);

        await using var again = await SqliteSessionStore.OpenAsync(file);
        var found = await (await again.FindAsync(Talk.Key))!.VerifyAsync();

        Assert.False(found.IsIntact);
        if (at > 0)
            Assert.Equal(new Position(at), found.Failure!.Position);
    }

    [Fact]
    public async Task Content_beside_the_log_that_was_changed_or_removed_is_found()
    {
        var file = _folder.File();
        await using (var store = await SqliteSessionStore.OpenAsync(file))
            await (await store.OpenAsync(Talk.Key)).AddAsync(new ChatMessage(ChatRole.User, [new DataContent(new byte[100_000], "image/png")]));

        foreach (var change in new[] { "UPDATE blobs SET bytes = zeroblob(100001)", "DELETE FROM blobs" })
        {
            using (var connection = Connection.Open(file, create: false))
                connection.Execute(change);
            await using var store = await SqliteSessionStore.OpenAsync(file);

            var found = await (await store.FindAsync(Talk.Key))!.VerifyAsync();

            Assert.Equal(new Position(2), found.Failure?.Position);
        }
    }
}
