namespace Colloquy.Cli.Tests;

public sealed class MemoryTests : CliTest
{
    [Fact]
    public async Task What_is_stored_is_listed_found_and_forgotten_by_its_owner_only()
    {
        Assert.Equal("Stored 'drink' of user 'ines' in app 'default'.\n", (await RunAsync("memory", "store", "green tea", "--key", "drink", "--user", "ines")).Output);
        Assert.Equal("Stored 'drink' of user 'ines' in app 'default', in place of what was there.\n", (await RunAsync("memory", "store", "black tea", "--key", "drink", "--user", "ines")).Output);
        Assert.Equal("Stored memory 2 of app 'default'.\n", (await RunAsync("memory", "store", "tea is [sold] out")).Output);
        Assert.Equal("Stored memory 3 of agent 'guide' for user 'ines' in app 'default'.\n", (await RunAsync("memory", "store", "be brief", "--agent", "guide", "--user", "ines")).Output);

        Assert.Matches(@"(?m)^ID +WHEN +KEY +MEMORY\n +1 +[-\d]+ [:\d]+ +drink +black tea$", (await RunAsync("memory", "list", "--user", "ines")).Output);
        Assert.Matches(@"(?m)^ID +WHEN +MEMORY\n +2 +[-\d]+ [:\d]+ +tea is \[sold\] out$", (await RunAsync("memory", "search", "TEA")).Output);
        Assert.Equal("Nothing found.\n", (await RunAsync("memory", "search", "green", "--user", "ines")).Output);
        Assert.Equal("Nothing.\n", (await RunAsync("memory", "list", "--user", "marek")).Output);

        var refused = await RunAsync("memory", "forget", "drink", "--user", "marek");
        Assert.Equal((3, "colloquy: There is no 'drink' of user 'marek' in app 'default'. `colloquy memory list` shows what there is.\n"), (refused.ExitCode, refused.Error));
        Assert.Equal(3, (await RunAsync("memory", "forget", "--id", "1")).ExitCode);
        Assert.Equal("Forgot 'drink' of user 'ines' in app 'default'.\n", (await RunAsync("memory", "forget", "drink", "--user", "ines")).Output);
        Assert.Equal("Forgot memory 2 of app 'default'.\n", (await RunAsync("memory", "forget", "--id", "2")).Output);
        Assert.Equal("Forgot 1 memory of agent 'guide' for user 'ines' in app 'default'.\n", (await RunAsync("memory", "forget", "--all", "--yes", "--agent", "guide", "--user", "ines")).Output);
    }

    [Fact]
    public async Task Lists_are_paged_and_say_that_there_is_more()
    {
        foreach (var text in new[] { "one", "two", "three" })
            await RunAsync("memory", "store", text);

        var first = await RunAsync("memory", "list", "--limit", "2");
        var second = await RunAsync("memory", "list", "--before", "2");

        Assert.Contains("three", first.Output, StringComparison.Ordinal);
        Assert.Equal("There are more: add --before 2\n", first.Error);
        Assert.Matches(@"(?m)^ +1 .* one$", second.Output);
        Assert.DoesNotContain("two", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_fields_of_its_JSON_are_these()
    {
        await RunAsync("memory", "store", "green tea", "--key", "drink", "--user", "ines");

        var stored = await RunJsonAsync("memory", "store", "black tea", "--key", "drink", "--user", "ines");
        var listed = await RunJsonAsync("memory", "list", "--user", "ines");
        var found = await RunJsonAsync("memory", "search", "which", "tea", "--any", "--user", "ines");

        Assert.Equal(["id", "key", "text", "version", "createdAt", "updatedAt", "source", "metadata", "unreadable"], Names(stored));
        Assert.Equal(["app", "user", "agent", "memories", "next"], Names(listed));
        Assert.Equal(["app", "user", "agent", "hits"], Names(found));
        Assert.Equal(["score", "memory"], Names(found.GetProperty("hits")[0]));
        Assert.Equal((2, "black tea"), (stored.GetProperty("version").GetInt32(), listed.GetProperty("memories")[0].GetProperty("text").GetString()));
    }

    [Theory]
    [InlineData("Name what to forget: a key, --id, or --all.", "memory", "forget", "--user", "ines")]
    [InlineData("Name what to forget: a key, --id, or --all.", "memory", "forget", "drink", "--all")]
    [InlineData("There is nothing to remember: the text is empty.", "memory", "store", " ")]
    [InlineData("--session does not go with memories", "memory", "list", "--session", "chat")]
    [InlineData("--limit wants a whole number from 1 to 100.", "memory", "search", "x", "--limit", "0")]
    public async Task A_line_that_does_not_say_what_is_a_usage_error(string expected, params string[] args)
    {
        var result = await RunAsync(args);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith($"colloquy: {expected}", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forgetting_all_asks_first_and_not_where_nobody_can_be_asked()
    {
        await RunAsync("memory", "store", "green tea", "--user", "ines");

        var refused = await RunAsync("memory", "forget", "--all", "--user", "ines");

        Assert.Equal((2, "colloquy: Forgetting all needs --yes where nobody can be asked.\n"), (refused.ExitCode, refused.Error));
        Assert.NotEqual("Nothing.\n", (await RunAsync("memory", "list", "--user", "ines")).Output);
    }
}
