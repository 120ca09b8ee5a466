using Colloquy.Sqlite;
using Colloquy.Tests.Files;

namespace Colloquy.Cli.Tests;

/// <summary>The file as a whole: one that can only be read, one that has no name, and its copies.</summary>
public sealed class StoreTests : CliTest
{
    private const UnixFileMode Anybody = (UnixFileMode)0b111_111_111;

    public static TheoryData<string> Commands => [.. Everything.Commands.Where(command => command != "doctor"), "sessions export ticket", "sessions transcript ticket", "sessions list --json"];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_store_that_can_only_be_read_is_read(string command)
    {
        if (!OperatingSystem.IsLinux())
            return;

        await using (var store = await OpenStoreAsync())
            await Everything.SeedAsync(store, "ada", "text", "gpt-5-mini");
        var answer = (await RunJsonAsync("sessions", "show", Everything.Session, "--user", "ada")).GetProperty("messages").EnumerateArray().Last().GetProperty("position").GetInt64();
        var args = Everything.ArgumentsOf(command, "ada", answer);
        File.SetUnixFileMode(StorePath, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        File.SetUnixFileMode(Folder, (UnixFileMode)0b101_101_101);

        // What is shown has the time of day in it.
        Time = new StoppedClock(TimeProvider.System.GetUtcNow());
        var closed = Nobody.Do(() => RunAsync(args).GetAwaiter().GetResult());
        File.SetUnixFileMode(StorePath, Anybody);
        File.SetUnixFileMode(Folder, Anybody);
        var open = await RunAsync(args);

        Assert.Equal((0, open.Output), (closed.ExitCode, closed.Output));
    }

    [Fact]
    public async Task What_writes_to_it_says_that_it_cannot_be_written()
    {
        if (!OperatingSystem.IsLinux())
            return;

        await SeedAsync(new SessionKey("chat"), "Hello");
        File.SetUnixFileMode(StorePath, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        File.SetUnixFileMode(Folder, Anybody);

        var result = Nobody.Do(() => RunAsync("sessions", "undo", "chat").GetAwaiter().GetResult());

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("can be read but not written, and this command writes to it", Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("Data Source=chats.db")]
    [InlineData("file:chats.db")]
    [InlineData(":memory:")]
    public async Task A_store_whose_name_is_none_is_refused_by_every_command(string name)
    {
        Variables["COLLOQUY_STORE"] = StorePath;
        await RunAsync("Hello\n", ["chat"]);

        foreach (var command in (string[])["chat", "sessions list", "sessions show chat", "search Hello", "usage", "state list --session chat", "memory list", "doctor", $"store backup {Folder}/copy.db", "sessions import -"])
        {
            var result = await RunAsync("Hello\n", [.. command.Split(' '), "--store", name]);

            Assert.Equal((2, ""), (result.ExitCode, result.Output));
            Assert.Single(result.Error.TrimEnd().Split('\n'), line => line.StartsWith("colloquy: ", StringComparison.Ordinal));
        }

        Assert.Empty(Directory.GetFiles(Folder, "*chats*"));
    }

    [Fact]
    public async Task A_backup_is_a_store_and_says_what_it_is()
    {
        await SeedAsync(new SessionKey("chat"), "Hello");
        var copy = Path.Combine(Folder, "copy.db");

        var result = await RunAsync("store", "backup", copy);
        var again = await RunAsync("store", "backup", copy);
        var forced = await RunJsonAsync("store", "backup", copy, "--force");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches($"^Backed up '.*store.db' to '{copy}': [\\d.]+ KB, checked\\.\n$", result.Output);
        Assert.Equal((2, $"colloquy: There is a file '{copy}' already. Name another, or add --force to replace it.\n"), (again.ExitCode, again.Error));
        Assert.Equal(["store", "file", "bytes"], Names(forced));
        Assert.Contains("Hello", (await RunAsync("sessions", "show", "chat", "--store", copy)).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "There is no store", "store", "backup", "copy.db", "--store", "no.db")]
    [InlineData(1, "there is no folder", "store", "backup", "no/such/copy.db")]
    [InlineData(1, "it is the store itself", "store", "backup", "store.db", "--force")]
    [InlineData(2, "no name", "store", "backup", "")]
    [InlineData(2, "missing", "store", "backup")]
    public async Task A_backup_that_cannot_be_made_is_one_line_and_a_code(int exitCode, string says, params string[] args)
    {
        await SeedAsync(new SessionKey("chat"), "Hello");

        var result = await RunAsync([.. args.Select(arg => arg.EndsWith(".db", StringComparison.Ordinal) ? Path.Combine(Folder, arg) : arg)]);

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.Contains(says, Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Equal(["store.db"], Directory.GetFiles(Folder).Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith("store.db-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Backups_while_several_processes_write_open_and_are_whole()
    {
        const int Processes = 3, Lines = 150, Copies = 5;
        await SeedAsync(new SessionKey("first"), "Hello");
        var input = string.Concat(Enumerable.Range(0, Lines).Select(i => $"Line {i}\n"));
        var writing = Enumerable.Range(0, Processes).Select(number => Child.RunAsync("Colloquy.Cli", input, "chat", "--store", StorePath, "--session", $"chat-{number}")).ToArray();

        var counts = new List<int>();
        for (var i = 0; i < Copies || !writing.All(one => one.IsCompleted); i++)
        {
            var copy = Path.Combine(Folder, $"copy-{i}.db");
            Assert.Equal(0, (await RunAsync("store", "backup", copy)).ExitCode);
            Assert.Empty((await SqliteSessionStore.ExamineAsync(copy)).Damage);
            counts.Add(await CountAsync(copy));
            File.Delete(copy);
        }

        Assert.All(await Task.WhenAll(writing), result => Assert.Equal(0, result.ExitCode));
        Assert.Equal(counts.Order(), counts);
        Assert.True(counts[^1] > counts[0], string.Join(", ", counts));
    }

    /// <summary>Reads every message of every conversation.</summary>
    private static async Task<int> CountAsync(string path)
    {
        await using var store = await SqliteSessionStore.OpenAsync(path);
        var count = 0;
        foreach (var record in (await store.ListAllAsync(SessionSelection.All, new SessionQuery())).Sessions)
            count += (await (await store.FindAsync(record.Key))!.GetItemsAsync()).Count;
        return count;
    }

    /// <summary>Shows one time. Timers go on.</summary>
    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
