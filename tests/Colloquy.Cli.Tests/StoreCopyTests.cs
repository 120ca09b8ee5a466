using Colloquy.Sqlite;
using SQLitePCL;

namespace Colloquy.Cli.Tests;

public sealed class StoreCopyTests : CliTest
{
    private string Target => Path.Combine(Folder, "new.db");

    [Fact]
    public async Task A_store_is_copied_and_the_copy_is_a_store()
    {
        await SeedAsync(new SessionKey("ticket", "ada"), "Hello", "And more");
        await RunAsync("state", "set", "theme", "17", "--user", "ada", "--scope", "user");

        var result = await CopyAsync();

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal($"Copied '{StorePath}' to '{Target}': 1 conversation with 6 entries; in this run 1 conversation, state, memories or usage of 1 owner. The copy is finished, and both were compared.", result.Output.TrimEnd());
        Assert.Contains("And more", (await RunAsync("sessions", "show", "ticket", "--user", "ada", "--store", Target)).Output, StringComparison.Ordinal);
        Assert.Equal("17", (await RunAsync("state", "get", "theme", "--user", "ada", "--scope", "user", "--store", Target)).Output.Trim());
    }

    [Fact]
    public async Task Another_run_copies_what_changed()
    {
        await SeedAsync(new SessionKey("first"), "Hello");
        await SeedAsync(new SessionKey("second"), "Hello");
        await CopyAsync();
        await SeedAsync(new SessionKey("second"), "Hello again");

        var json = await RunJsonAsync("store", "copy", StorePath, Target);

        Assert.Equal(["from", "to", "dryRun", "finished", "sessions", "entries", "copied", "removed", "owners", "differences", "running", "problems"], Names(json));
        Assert.Equal((true, 2, 9, 1), (json.GetProperty("finished").GetBoolean(), json.GetProperty("sessions").GetInt32(), json.GetProperty("entries").GetInt32(), json.GetProperty("copied").GetInt32()));
    }

    [Fact]
    public async Task A_dry_run_makes_no_file()
    {
        await SeedAsync(new SessionKey("ticket"), "Hello");

        var result = await CopyAsync("--dry-run");

        Assert.Equal((0, $"'{StorePath}' has 1 conversation with 3 entries. To be copied to '{Target}': 1 conversation."), (result.ExitCode, result.Output.TrimEnd()));
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public async Task A_target_with_conversations_of_its_own_is_refused_in_a_line()
    {
        await SeedAsync(new SessionKey("ticket"), "Hello");
        await RunAsync("Hello\n", ["chat", "--session", "own", "--store", Target]);

        var refused = await CopyAsync();
        var kept = await CopyAsync("--keep-others");

        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.StartsWith("colloquy: The target has a session that the store to copy does not have: 'own' in app 'default'. ", Assert.Single(refused.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Contains("--keep-others", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, kept.ExitCode);
        Assert.Contains("Hello", (await RunAsync("sessions", "show", "own", "--store", Target)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_turn_keeps_it_from_the_end()
    {
        await SeedAsync(new SessionKey("ticket"), "Hello");
        await using (var store = await OpenStoreAsync())
            await store.LeaseAsync(new SessionKey("ticket"), LeaseRequest.Acquire("runner", TimeSpan.FromHours(1), LeasePlace.None));

        var result = await CopyAsync("--passes", "2");

        Assert.Equal(4, result.ExitCode);
        Assert.Contains("The copy is not finished: a turn is running on session 'ticket'", Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_conversation_is_a_warning_and_the_others_are_copied()
    {
        await SeedAsync(new SessionKey("good"), "Hello");
        await SeedAsync(new SessionKey("bad"), "Hello");
        Execute("UPDATE entries SET payload = x'00' WHERE id >> 31 = (SELECT id FROM sessions WHERE session = 'bad')");

        var result = await CopyAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("colloquy: warning: Session 'bad' in app 'default' was not copied.", Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Contains("The copy is finished", result.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("sessions", "show", "good", "--store", Target)).ExitCode);
    }

    [Theory]
    [InlineData(3, "missing.db", "new.db")]
    [InlineData(2, "store.db", "store.db")]
    [InlineData(2, "store.db", "")]
    [InlineData(2, "", "new.db")]
    [InlineData(2, "store.db", "Data Source=x.db")]
    [InlineData(2, "store.db", "new.db", "--watch", "--dry-run")]
    [InlineData(2, "store.db", "new.db", "--keep-others", "--remove-others")]
    [InlineData(2, "store.db", "new.db", "--passes", "0")]
    public async Task What_is_wrong_with_the_names_is_said_in_a_line(int exitCode, string from, string to, params string[] options)
    {
        await SeedAsync(new SessionKey("ticket"), "Hello");

        var result = await RunAsync(["store", "copy", InFolder(from), InFolder(to), .. options]);

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.False(File.Exists(Target));

        string InFolder(string name) => name.EndsWith(".db", StringComparison.Ordinal) && !name.Contains('=', StringComparison.Ordinal) ? Path.Combine(Folder, name) : name;
    }

    [Fact]
    public async Task A_watched_store_is_followed_until_Ctrl_C_and_then_finished()
    {
        await SeedAsync(new SessionKey("ticket"), "Hello");
        var copying = Task.Run(() => CopyAsync("--watch"));
        await WaitForAsync("ticket", 2);
        await SeedAsync(new SessionKey("ticket"), "Hello again");
        await WaitForAsync("ticket", 4);
        await SeedAsync(new SessionKey("ticket"), "And again");

        Interrupts.Signal();
        var result = await copying;

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Finishing the copy.", result.Error, StringComparison.Ordinal);
        await WaitForAsync("ticket", 6);
    }

    private Task<CliResult> CopyAsync(params string[] options) => RunAsync(["store", "copy", StorePath, Target, .. options]);

    /// <summary>Waits until the target has so many messages of a session.</summary>
    private async Task WaitForAsync(string id, int messages)
    {
        while (!await IsThereAsync(id, messages))
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    private async Task<bool> IsThereAsync(string id, int messages)
    {
        if (!File.Exists(Target))
            return false;

        await using var store = await SqliteSessionStore.OpenAsync(Target);
        return await store.FindAsync(new SessionKey(id)) is { } session && (await session.GetItemsAsync()).Count == messages;
    }

    private void Execute(string sql)
    {
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open(StorePath, out var file));
        using (file)
            Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(file, sql));
    }
}
