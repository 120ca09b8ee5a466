using System.IO.Compression;

namespace Colloquy.Cli.Tests;

public sealed class DocumentTests : CliTest
{
    private static readonly SessionKey Bills = new("bills", "ines");

    private string FileOf(string name) => Path.Combine(Folder, name);

    [Fact]
    public async Task A_conversation_goes_to_a_file_and_comes_back_in_another_store()
    {
        await SeedAsync(Bills, "My invoice is wrong", "It was paid");
        await RunAsync("sessions", "fork", "bills", "hiring", "--user", "ines", "--after-turn", "1");

        var exported = await RunAsync("sessions", "export", "bills", "--user", "ines", "--output", FileOf("bills.jsonl"));
        var imported = await RunAsync("sessions", "import", FileOf("bills.jsonl"), "--store", FileOf("other.db"));
        var shown = await RunAsync("sessions", "show", "bills", "--user", "ines", "--store", FileOf("other.db"));

        Assert.Equal((0, $"Wrote session 'bills' of user 'ines' to '{FileOf("bills.jsonl")}': 7 entries.\n", ""), (exported.ExitCode, exported.Output, exported.Error));
        Assert.Equal((0, "Imported session 'bills' of user 'ines': 7 entries, 2 turns on branch 'main'.\n", ""), (imported.ExitCode, imported.Output, imported.Error));
        Assert.Contains("My invoice is wrong", shown.Output, StringComparison.Ordinal);
        Assert.Equal(["bills.jsonl", "other.db", "store.db"], Directory.GetFiles(Folder).Select(path => Path.GetFileName(path)).Where(name => !name.Contains('-', StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Without_a_file_it_goes_to_standard_output_and_comes_from_standard_input()
    {
        await SeedAsync(Bills, "Grüß Gott");

        var exported = await RunAsync("sessions", "export", "bills", "--user", "ines");
        Input = exported.Output;
        var imported = await RunAsync("sessions", "import", "-", "--as", "copy", "--user", "marek");

        Assert.Equal((0, ""), (exported.ExitCode, exported.Error));
        Assert.Contains("Grüß Gott", exported.Output, StringComparison.Ordinal);
        Assert.Equal("Imported session 'copy' of user 'marek': 3 entries, 1 turn on branch 'main'.\n", imported.Output);
    }

    [Fact]
    public async Task A_file_that_ends_in_gz_is_compressed()
    {
        await SeedAsync(Bills, "My invoice is wrong");
        var path = FileOf("bills.jsonl.gz");

        await RunAsync("sessions", "export", "bills", "--user", "ines", "-o", path);
        var imported = await RunAsync("sessions", "import", path, "--as", "copy");

        Assert.Equal(0, imported.ExitCode);
        using var unzipped = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        Assert.StartsWith("{\"type\":\"session\"", await unzipped.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'copy' of user 'ines'", "--as", "copy")]
    [InlineData("'copy' of user 'marek'", "--as", "copy", "--user", "marek")]
    [InlineData("'copy'", "--as", "copy", "--user", "")]
    [InlineData("'copy' of user 'ines' in app 'shop'", "--as", "copy", "--app", "shop")]
    public async Task Under_another_id_a_conversation_stays_with_its_owner_unless_another_is_named(string owner, params string[] named)
    {
        await SeedAsync(Bills, "Grüß Gott");
        await RunAsync("sessions", "export", "bills", "--user", "ines", "--output", FileOf("bills.jsonl"));
        await RunAsync("sessions", "export", "bills", "--user", "ines", "--output", FileOf("bills.jsonl.gz"));
        Input = "\ufeff" + await File.ReadAllTextAsync(FileOf("bills.jsonl"));

        foreach (var (document, store) in new[] { (FileOf("bills.jsonl"), "a.db"), (FileOf("bills.jsonl.gz"), "b.db"), ("-", "c.db") })
        {
            var imported = await RunAsync(["sessions", "import", document, .. named, "--store", FileOf(store)]);

            Assert.Equal((0, $"Imported session {owner}: 3 entries, 1 turn on branch 'main'.\n", ""), (imported.ExitCode, imported.Output, imported.Error));
        }
    }

    [Fact]
    public async Task A_link_leads_to_the_file_that_is_replaced()
    {
        await SeedAsync(Bills, "My invoice is wrong");
        await File.WriteAllTextAsync(FileOf("target.jsonl"), "old");
        File.CreateSymbolicLink(FileOf("link.jsonl"), "target.jsonl");

        var exported = await RunAsync("sessions", "export", "bills", "--user", "ines", "--output", FileOf("link.jsonl"), "--force");

        Assert.Equal(0, exported.ExitCode);
        Assert.NotNull(new FileInfo(FileOf("link.jsonl")).LinkTarget);
        Assert.StartsWith("{\"type\":\"session\"", await File.ReadAllTextAsync(FileOf("target.jsonl")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("export")]
    [InlineData("transcript")]
    public async Task A_pipe_is_written_to_and_stays_one(string command)
    {
        if (!OperatingSystem.IsLinux())
            return;

        await SeedAsync(Bills, "My invoice is wrong");
        using (var made = System.Diagnostics.Process.Start("mkfifo", FileOf("pipe")))
            await made.WaitForExitAsync();
        var reading = Task.Run(() => File.ReadAllText(FileOf("pipe")));

        var written = await RunAsync("sessions", command, "bills", "--user", "ines", "--output", FileOf("pipe"));

        Assert.Equal((0, ""), (written.ExitCode, written.Error));
        Assert.Contains("My invoice is wrong", await reading, StringComparison.Ordinal);
        Assert.Equal(["pipe"], Directory.GetFiles(Folder, "pipe*").Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public async Task A_device_is_written_to_and_stays_one()
    {
        if (!OperatingSystem.IsLinux())
            return;

        await SeedAsync(Bills, "My invoice is wrong");

        var written = await RunAsync("sessions", "export", "bills", "--user", "ines", "--output", "/dev/null", "--force");

        Assert.Equal((0, ""), (written.ExitCode, written.Error));
        Assert.Equal(0, new FileInfo("/dev/null").Length);
        Assert.Empty(Directory.GetFiles("/dev", "null.*.part"));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_named()
    {
        await SeedAsync(Bills, "My invoice is wrong");

        var result = await RunAsync("sessions", "export", "bills", "--user", "ines", "--output", FileOf("no/bills.jsonl"));

        Assert.Equal($"colloquy: The file '{FileOf("no/bills.jsonl")}' cannot be written: there is no folder '{FileOf("no")}'. Create it first.\n", result.Error);
    }

    [Fact]
    public async Task What_is_there_is_not_written_over()
    {
        await SeedAsync(Bills, "My invoice is wrong");
        var path = FileOf("bills.jsonl");
        await File.WriteAllTextAsync(path, "mine");

        var exported = await RunAsync("sessions", "export", "bills", "--user", "ines", "--output", path);
        Assert.Equal((2, "mine"), (exported.ExitCode, await File.ReadAllTextAsync(path)));
        Assert.Contains("--force", exported.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("sessions", "export", "bills", "--user", "ines", "--output", path, "--force")).ExitCode);

        var imported = await RunAsync("sessions", "import", path);
        Assert.Equal((1, "colloquy: There is a session 'bills' of user 'ines' already. Add --as ID to import under another id, or delete it first.\n"), (imported.ExitCode, imported.Error));
    }

    [Theory]
    [InlineData(3, "no file", "sessions", "import", "missing.jsonl")]
    [InlineData(2, "--as", "sessions", "import", "broken.jsonl", "--user", "marek")]
    [InlineData(1, "line 2 (entry 1)", "sessions", "import", "broken.jsonl", "--as", "copy")]
    [InlineData(1, "line 1", "sessions", "import", "store.db")]
    [InlineData(3, "no session", "sessions", "export", "nope")]
    [InlineData(1, "cannot be written", "sessions", "export", "bills", "--user", "ines", "--output", "no/such/folder.jsonl")]
    [InlineData(3, "no session", "sessions", "follow", "nope")]
    [InlineData(3, "99", "sessions", "follow", "bills", "--user", "ines", "--after", "99")]
    [InlineData(2, "--interval", "sessions", "follow", "bills", "--user", "ines", "--interval", "0")]
    public async Task What_cannot_be_done_is_one_line_and_a_code(int exitCode, string says, params string[] args)
    {
        await SeedAsync(Bills, "My invoice is wrong");
        var document = (await RunAsync("sessions", "export", "bills", "--user", "ines")).Output;
        await File.WriteAllTextAsync(FileOf("broken.jsonl"), document.Replace("invoice", "voice", StringComparison.Ordinal));

        var result = await RunAsync([.. args.Select(arg => arg.Contains('.', StringComparison.Ordinal) ? FileOf(arg) : arg)]);

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.Contains(says, Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Folder, "*.part"));
        await using var store = await OpenStoreAsync();
        Assert.Null(await store.GetAsync(new SessionKey("copy")));
    }

    [Fact]
    public async Task Following_shows_each_entry_as_a_line()
    {
        await SeedAsync(Bills, "My invoice is wrong");
        await RunAsync("sessions", "undo", "bills", "--user", "ines");
        await RunAsync("sessions", "close", "bills", "--user", "ines");
        using var output = new WatchedWriter("closed");
        var running = RunAsync(TextReader.Null, interactive: false, ["sessions", "follow", "bills", "--user", "ines", "--after", "0"], output);

        await output.Seen.WaitAsync(TimeSpan.FromSeconds(30));
        Interrupts.Signal();

        Assert.Equal(
            (0, "     1  -          turn 1 begins\n     2  user       My invoice is wrong\n     3  assistant  Answer to My invoice is wrong\n     4  -          branch 'main' moves from 3 to 0 (undo)\n     5  -          the session is closed\n", ""),
            (await running is var result ? result.ExitCode : -1, result.Output, result.Error));
    }

    [Fact]
    public async Task Following_ends_with_the_turn_when_it_is_told_to_and_speaks_JSON()
    {
        await SeedAsync(Bills, "My invoice is wrong");
        await using (var store = await OpenStoreAsync())
            await new Agent(FakeModel.Says("Sorry.")) { Name = "desk" }.RunAsync("Again!", (await store.FindAsync(Bills))!);

        var result = await RunAsync("sessions", "follow", "bills", "--user", "ines", "--after", "3", "--until-turn-ends", "--json");

        var lines = result.Lines.Select(line => System.Text.Json.JsonElement.Parse(line)).ToList();
        Assert.Equal(["turn-start", "message", "model-call", "message", "turn-end"], lines.Select(line => line.GetProperty("kind").GetString()));
        Assert.Equal(["position", "turn", "at", "author", "kind", "text", "unreadable", "message"], Names(lines[0]));
        Assert.Equal(("desk", "Sorry."), (lines[3].GetProperty("author").GetString(), lines[3].GetProperty("message").GetProperty("text").GetString()));
    }

    [Fact]
    public async Task A_turn_that_one_process_runs_another_follows()
    {
        await SeedAsync(new SessionKey("chat"), "Hello");
        using var output = new WatchedWriter("the turn ends");
        var following = RunAsync(TextReader.Null, interactive: false, ["sessions", "follow", "chat", "--until-turn-ends", "--interval", "5"], output);

        await Child.RunAsync("Colloquy.Cli", "What is 2 + 3?\n", "chat", "--store", StorePath);

        var result = await following;
        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"(?s)turn 2 begins\n.*  user       What is 2 \+ 3\?\n.*called .*the turn ends: completed\n$", result.Output);
    }
}
