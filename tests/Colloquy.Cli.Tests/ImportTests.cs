namespace Colloquy.Cli.Tests;

public sealed class ImportTests : CliTest
{
    private const string Messages = """
        {"role": "user", "content": "Where to?"}
        {"role": "assistant", "content": [{"type": "text", "text": "Lisbon."}, {"type": "hologram"}]}

        """;

    private string Source => Path.Combine(Folder, "trip.jsonl");

    [Fact]
    public async Task A_file_is_imported_and_what_it_holds_is_shown()
    {
        await File.WriteAllTextAsync(Source, Messages);

        var result = await RunAsync("import", Source, "--user", "ada");

        Assert.Equal((0, $"Imported '{Source}' (chat-completions): 1 new conversation, 0 continued, 0 unchanged; 2 messages."), (result.ExitCode, result.Output.TrimEnd()));
        Assert.Contains("'trip', line 2.content[1]: holds a part of type 'hologram', which is kept as it is and not shown to models", result.Error, StringComparison.Ordinal);
        Assert.Contains("Lisbon.", (await RunAsync("sessions", "show", "trip", "--user", "ada")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_makes_no_store_and_says_what_would_be()
    {
        await File.WriteAllTextAsync(Source, Messages);

        var result = await RunAsync("import", Source, "--dry-run", "--session", "other");

        Assert.Equal((0, $"'{Source}' (chat-completions) would give: 1 new conversation, 0 continued, 0 unchanged; 2 messages. Nothing was written."), (result.ExitCode, result.Output.TrimEnd()));
        Assert.Contains("'other', line 2", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(StorePath));
    }

    [Fact]
    public async Task A_second_run_adds_what_is_new_and_says_so_in_JSON()
    {
        await File.WriteAllTextAsync(Source, Messages);
        await RunAsync("import", Source);
        await File.AppendAllTextAsync(Source, """{"role": "user", "content": "By ship?"}""");

        var json = await RunJsonAsync("import", Source, "--notes", Path.Combine(Folder, "notes.txt"));

        Assert.Equal(["source", "format", "dryRun", "conversations", "imported", "continued", "unchanged", "notImported", "messages", "messagesThere", "branches", "modelCalls", "noteCount", "notes"], Names(json));
        Assert.Equal((1, 1, 2), (json.GetProperty("continued").GetInt32(), json.GetProperty("messages").GetInt32(), json.GetProperty("messagesThere").GetInt32()));
        Assert.Equal("", await File.ReadAllTextAsync(Path.Combine(Folder, "notes.txt")));
    }

    [Fact]
    public async Task A_broken_file_is_a_line_with_its_place_and_no_store_is_changed()
    {
        await File.WriteAllTextAsync(Source, Messages + """{"role": "us""");

        var result = await RunAsync("import", Source);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Equal($"colloquy: '{Source}' cannot be imported: line 3 ends in the middle of a value, and the file with it.", result.Error.TrimEnd());
        Assert.DoesNotContain("trip", (await RunAsync("sessions", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conversation_that_cannot_be_imported_is_an_error()
    {
        await SeedAsync(new SessionKey("trip"), "Hello");
        await File.WriteAllTextAsync(Source, Messages);

        var result = await RunAsync("import", Source);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("1 not imported", result.Output, StringComparison.Ordinal);
        Assert.Contains("comes from elsewhere", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_format_is_refused_with_those_that_there_are()
    {
        var result = await RunAsync("import", Source, "--from", "csv");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--from wants one of chat-completions, anthropic, openai-agents", result.Error, StringComparison.Ordinal);
    }
}
