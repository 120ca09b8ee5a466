using Colloquy.Sqlite;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/backup.md, compiled and run.</summary>
public sealed class BackupSnippets : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-");

    [Fact]
    public async Task The_code_of_the_page_on_backups_makes_one()
    {
        await using var store = await SqliteSessionStore.OpenAsync(Path.Combine(_folder.FullName, "chats.db"));
        var path = Path.Combine(_folder.FullName, "copy.db");
        await (await store.OpenAsync(new SessionKey("chat"))).AddAsync(new ChatMessage(ChatRole.User, "Hello"));

        // snippet: sqlite-backup
        var progress = new Progress<SqliteBackupProgress>(done => Console.Write($"\r{done.Pages} of {done.Total} pages"));
        await store.BackupAsync(path, replace: true, progress);

        // snippet: end
        await using var copy = await SqliteSessionStore.OpenAsync(path);
        Assert.NotNull(await copy.FindAsync(new SessionKey("chat")));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
