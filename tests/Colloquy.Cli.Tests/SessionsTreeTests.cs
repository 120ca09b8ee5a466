using Microsoft.Extensions.AI;

namespace Colloquy.Cli.Tests;

public sealed class SessionsTreeTests : CliTest
{
    private static readonly SessionKey Key = new("trip", "ines");

    [Fact]
    public async Task Each_branch_is_below_the_one_that_it_was_forked_from_with_its_turn()
    {
        await SeedAsync(Key, "Repair or hire?", "What about repair?", "And the refund?");
        await OnTripAsync("fork", "hiring", "--after-turn", "1", "--switch");
        await OnTripAsync("fork", "cheap", "--branch", "hiring");
        await OnTripAsync("fork", "fresh", "--before-turn", "1", "--branch", "main");
        await OnTripAsync("fork", "late", "--branch", "main");

        var result = await OnTripAsync("tree");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(
            """
            main  3 turns, head 9
            ├─ fresh  0 turns, head 0  from before the first turn
            ├─ * hiring  1 turn, head 3  from turn 1 "Repair or hire?"
            │  └─ cheap  1 turn, head 3  from turn 1 "Repair or hire?"
            └─ late  3 turns, head 9  from turn 3 "And the refund?"

            """,
            result.Output);
    }

    [Fact]
    public async Task ASCII_draws_the_tree_where_it_is_asked_for_or_the_terminal_knows_no_more()
    {
        await SeedAsync(Key, "Repair or hire?", "What about repair?");
        await OnTripAsync("fork", "one", "--after-turn", "1");
        await OnTripAsync("fork", "two", "--after-turn", "2");
        const string Ascii = "* main  2 turns, head 6\n|- one  1 turn, head 3  from turn 1 \"Repair or hire?\"\n`- two  2 turns, head 6  from turn 2 \"What about repair?\"\n";

        Assert.Equal(Ascii, (await OnTripAsync("tree", "--ascii")).Output);
        Variables["LANG"] = "C";
        Assert.Equal(Ascii, (await OnTripAsync("tree")).Output);
        Variables["LC_ALL"] = "de_DE.UTF-8";
        Assert.Contains("└─ two", (await OnTripAsync("tree")).Output, StringComparison.Ordinal);
        Variables["TERM"] = "dumb";
        Assert.Equal(Ascii, (await OnTripAsync("tree")).Output);
    }

    [Fact]
    public async Task A_deleted_branch_is_shown_where_others_were_forked_from_it_and_when_asked_for()
    {
        await SeedAsync(Key, "Repair or hire?", "What about repair?");
        await OnTripAsync("fork", "old", "--after-turn", "1");
        await OnTripAsync("fork", "heir", "--branch", "old");
        await OnTripAsync("fork", "gone");
        await OnTripAsync("delete", "--branch", "old", "--yes");
        await OnTripAsync("delete", "--branch", "gone", "--yes");

        var tree = await OnTripAsync("tree");
        var all = await OnTripAsync("tree", "--deleted");

        Assert.Equal("* main  2 turns, head 6\nold (deleted)\n└─ heir  1 turn, head 3  from turn 1 \"Repair or hire?\"\n", tree.Output);
        Assert.Contains("\ngone (deleted)\n", all.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_branch_that_waits_for_a_person_says_so()
    {
        await using (var store = await OpenStoreAsync())
        {
            var session = await store.OpenAsync(Key);
            await session.AddAsync([new ChatMessage(ChatRole.User, "Hello"), new ChatMessage(ChatRole.Assistant, "Hello.")]);
            var side = await session.Branches.ForkAsync("side");
            await new Agent(new PricedModel("gpt-5")) { Tools = [new ApprovalRequiredAIFunction(AIFunctionFactory.Create((int a, int b) => a + b, "add"))] }.RunAsync("Add them.", side);
        }

        Assert.Matches(@"(?m)^└─ side  2 turns, head \d+  waiting  from turn 1 ""Hello""$", (await OnTripAsync("tree")).Output);
    }

    [Fact]
    public async Task A_branch_that_went_back_to_before_its_fork_shows_the_position_of_the_fork()
    {
        await SeedAsync(Key, "Repair or hire?", "What about repair?");
        await OnTripAsync("fork", "side");
        await OnTripAsync("undo", "--branch", "side");

        Assert.Contains("side  1 turn, head 3  from entry 6\n", (await OnTripAsync("tree")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_narrow_window_the_words_go_on_beside_the_lines_of_the_tree()
    {
        await SeedAsync(Key, "Shall we repair the old pump or hire another?", "What about repair?");
        await OnTripAsync("fork", "one", "--after-turn", "1");
        await OnTripAsync("fork", "two", "--branch", "one");
        await OnTripAsync("fork", "last");
        Width = 30;

        var result = await RunAsync(TextReader.Null, interactive: true, ["sessions", "tree", "trip", "--user", "ines", "--no-pager"]);

        Assert.All(result.Lines, line => Assert.InRange(line.Length, 1, 30));
        Assert.Contains(result.Lines, line => line.StartsWith("│  │  ", StringComparison.Ordinal) && line.Contains("repair", StringComparison.Ordinal));
        Assert.Contains("another?", result.Output, StringComparison.Ordinal);
        Assert.Equal(["├─", "│", "└─", ""], result.Lines.Where(line => !char.IsLetter(line[0]) && line[0] != '*').Select(line => line[..2].Trim()).Distinct());
    }

    [Fact]
    public async Task A_deep_tree_is_drawn_in_a_narrow_window()
    {
        await SeedAsync(Key, "Hello");
        for (var i = 0; i < 30; i++)
            await OnTripAsync("fork", $"b{i}", "--branch", i == 0 ? "main" : $"b{i - 1}");
        Width = 40;

        var result = await RunAsync(TextReader.Null, interactive: true, ["sessions", "tree", "trip", "--user", "ines", "--no-pager"]);

        Assert.Contains("b29", result.Output, StringComparison.Ordinal);
        Assert.All(result.Lines, line => Assert.InRange(line.Length, 1, 40));
    }

    [Fact]
    public async Task The_fields_of_its_JSON_are_these()
    {
        await SeedAsync(Key, "Repair or hire?", "What about repair?");
        await OnTripAsync("fork", "hiring", "--after-turn", "1", "--switch");

        var json = await RunJsonAsync("sessions", "tree", "trip", "--user", "ines");

        Assert.Equal(["branches"], Names(json));
        var (main, hiring) = (json.GetProperty("branches")[0], json.GetProperty("branches")[1]);
        Assert.Equal(["name", "current", "waiting", "deleted", "head", "turns", "entries", "source", "forkedAt", "forkedTurn", "forkedText", "createdAt"], Names(main));
        Assert.Equal(("main", false), (main.GetProperty("name").GetString(), main.GetProperty("current").GetBoolean()));
        Assert.Equal(("hiring", "main", 1, "Repair or hire?"), (hiring.GetProperty("name").GetString(), hiring.GetProperty("source").GetString(), hiring.GetProperty("forkedTurn").GetInt32(), hiring.GetProperty("forkedText").GetString()));
    }

    [Fact]
    public async Task A_session_that_is_not_there_is_said_to_be_missing() => Assert.Equal(3, (await OnTripAsync("tree")).ExitCode);

    private Task<CliResult> OnTripAsync(string command, params string[] args) => RunAsync(["sessions", command, "trip", .. args, "--user", "ines"]);
}
