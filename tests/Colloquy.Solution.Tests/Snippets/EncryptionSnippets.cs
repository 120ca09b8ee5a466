using Colloquy.Encryption;
using Colloquy.Sqlite;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/encryption.md, compiled and run.</summary>
[Collection(nameof(WorkingFolder))]
public sealed class EncryptionSnippets : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_store_is_encrypted_as_the_page_says()
    {
        using var inside = new WorkingFolder(_folder);
        var keyFile = Path.Combine(_folder.FullName, "colloquy.keys");
        await File.WriteAllTextAsync(keyFile, KeyRing.CreateLine("2026-11"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(keyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        // snippet: encryption-open
        using var keys = KeyRing.FromFile(keyFile);
        await using var store = await EncryptedSessionStore.OpenAsync(await SqliteSessionStore.OpenAsync("desk.db"), keys);
        var session = await store.OpenAsync(new SessionKey("case-17", user: "ada"));

        // snippet: end
        await session.AddAsync(new ChatMessage(ChatRole.User, "The pump leaks."));
        Assert.Equal("The pump leaks.", (await session.GetItemsAsync())[0].Text);
    }
}
