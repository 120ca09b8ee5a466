using System.ComponentModel;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Offline.Tests;

public sealed class OfflineToolTests
{
    private readonly List<string> _cases = [];
    private readonly Talk _talk;

    public OfflineToolTests() => _talk = new Talk(new ChatOptions { Tools = Tools() });

    [Fact]
    public async Task A_case_is_opened_with_a_subject_from_the_text_and_the_result_is_told()
    {
        var response = await _talk.AskAsync("Please open a case, our press #4711 leaks oil");

        var call = Assert.Single(Talk.Calls(response));
        Assert.Equal("open_case", call.Name);
        Assert.Equal("Press #4711 leaks oil", call.Arguments!["subject"]);
        Assert.Equal("our press #4711 leaks oil", call.Arguments["description"]);
        Assert.Equal("normal", call.Arguments["priority"]!.ToString());
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);

        _talk.Result(call, new { id = "C-1", subject = "Press #4711 leaks oil", status = "open" });
        var answer = await _talk.GoOnAsync();
        Assert.Equal("I've opened the case: id C-1, subject Press #4711 leaks oil, status open.", answer.Text);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
    }

    [Theory]
    [InlineData("Can you open a repair case for our broken lathe?", "Broken lathe")]
    [InlineData("Open a case: it smells of oil.", "It smells of oil")]
    [InlineData("Hello, the crane squeaks in the cold. Please raise an urgent case.", "Crane squeaks in the cold")]
    public async Task A_subject_is_found_however_it_is_asked(string text, string subject)
    {
        Assert.Equal(subject, Assert.Single(Talk.Calls(await _talk.AskAsync(text))).Arguments!["subject"]);
    }

    [Fact]
    public async Task What_it_refers_to_is_found_in_what_was_said_before()
    {
        await _talk.SayAsync("The gate is stuck.");

        var call = Assert.Single(Talk.Calls(await _talk.AskAsync("Open a case for it.")));

        Assert.Equal("Gate is stuck", call.Arguments!["subject"]);
    }

    [Fact]
    public async Task An_equal_case_is_not_opened_twice()
    {
        await _talk.RunAsync("Please open a case, our press #4711 leaks oil");

        var again = await _talk.RunAsync("Open a case about press #4711 please");
        await _talk.RunAsync("Open a case about the broken door");

        Assert.StartsWith("There is already a case for that, so I have not created another one.", again, StringComparison.Ordinal);
        Assert.Contains("It is: id C-1, subject Press #4711 leaks oil, status open.", again, StringComparison.Ordinal);
        Assert.Equal(["Press #4711 leaks oil", "Broken door"], _cases);
    }

    [Fact]
    public async Task Without_its_history_it_opens_the_case_again()
    {
        await _talk.RunAsync("Please open a case, our press #4711 leaks oil");
        _talk.Messages.Clear();
        await _talk.RunAsync("Please open a case, our press #4711 leaks oil");

        Assert.Equal(2, _cases.Count);
    }

    [Theory]
    [InlineData("What about my case?", "list_cases")]
    [InlineData("Show me all my cases", "list_cases")]
    [InlineData("What's the level in the main tank?", "get_level")]
    [InlineData("What's the level?", "get_all_levels")]
    [InlineData("Show all the levels", "get_all_levels")]
    [InlineData("Give me a recap of this morning", "get_recap")]
    [InlineData("Can you summarize this morning?", "get_recap")]
    [InlineData("Move 200 litres to the day tank", "move")]
    [InlineData("Do you have any brass gate valves?", "find_parts")]
    [InlineData("Is V-100 in stock?", "check_stock")]
    [InlineData("Show the level and my cases", "get_all_levels list_cases")]
    [InlineData("I'd like to report a fault: the press jams.", "open_case")]
    [InlineData("The press is loud.", "")]
    [InlineData("Thanks!", "")]
    [InlineData("My name is Ines and I collect clocks.", "")]
    public async Task The_tools_that_fit_are_called(string text, string expected)
    {
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), Talk.Calls(await _talk.AskAsync(text)).Select(call => call.Name));
    }

    [Theory]
    [InlineData("Move 200 litres to the day tank", """{"from_tank":"main tank","to_tank":"day tank","litres":200}""")]
    [InlineData("Please pump 1,250.50 litres from the day tank to the main tank", """{"from_tank":"day tank","to_tank":"main tank","litres":1250.50}""")]
    [InlineData("What's the level in the day tank?", """{"tank":"day tank"}""")]
    [InlineData("Do you have any brass gate valves in stock?", """{"query":"brass gate valves"}""")]
    [InlineData("Search for copper seals", """{"query":"copper seals"}""")]
    [InlineData("Check the stock of V-100", """{"part_id":"V-100"}""")]
    public async Task Arguments_are_taken_from_the_text(string text, string expected)
    {
        var call = Assert.Single(Talk.Calls(await _talk.AskAsync(text)));

        Assert.Equal(expected, JsonSerializer.Serialize(call.Arguments));
    }

    [Fact]
    public async Task An_id_is_taken_from_what_a_tool_told_before()
    {
        await _talk.RunAsync("Search for copper seals");

        var call = Assert.Single(Talk.Calls(await _talk.AskAsync("Are the copper seals in stock?")));

        Assert.Equal(("check_stock", "V-7"), (call.Name, call.Arguments!["part_id"]));
    }

    [Fact]
    public async Task A_call_that_needs_another_s_result_is_made_after_it()
    {
        var answer = await _talk.RunAsync("Find copper seals and check the stock");

        Assert.Equal(["find_parts", "check_stock"], _talk.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Select(call => call.Name));
        Assert.Contains("12 on the shelf.", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_needed_and_was_not_said_is_asked_for()
    {
        var talk = new Talk(new ChatOptions { Tools = [Tools().Single(tool => tool.Name == "check_stock")] });

        Assert.Equal("To use check_stock I still need: part_id.", await talk.SayAsync("Please check the stock"));
    }

    [Fact]
    public async Task Two_results_are_told_together()
    {
        Assert.Equal(
            "Here is the level: main 1000, day 500. There are no cases.",
            await _talk.RunAsync("Show the level and my cases"));
    }

    [Theory]
    [InlineData("Error: the database is down")]
    [InlineData("""{"error":"the database is down"}""")]
    [InlineData("""{"error":{"message":"the database is down"}}""")]
    public async Task A_tool_that_failed_is_said_to_have_failed(string result)
    {
        var call = Assert.Single(Talk.Calls(await _talk.AskAsync("What about my case?")));
        _talk.Result(call, result);

        var answer = await _talk.GoOnAsync();

        Assert.StartsWith("I could not do that: list_cases reported an error:", answer.Text, StringComparison.Ordinal);
        Assert.Contains("the database is down", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", 0)]
    [InlineData("required", 1)]
    [InlineData("list_cases", 1)]
    public async Task The_tool_mode_is_obeyed(string mode, int calls)
    {
        var talk = new Talk(new ChatOptions
        {
            Tools = Tools(),
            ToolMode = mode switch { "none" => ChatToolMode.None, "required" => ChatToolMode.RequireAny, _ => ChatToolMode.RequireSpecific(mode) },
        });

        Assert.Equal(calls, Talk.Calls(await talk.AskAsync(mode == "none" ? "Show my cases" : "Hello")).Count);
    }

    [Fact]
    public async Task Only_one_call_is_made_where_many_are_not_allowed()
    {
        var talk = new Talk(new ChatOptions { Tools = Tools(), AllowMultipleToolCalls = false });

        Assert.Equal("get_all_levels", Assert.Single(Talk.Calls(await talk.AskAsync("Show the level and my cases"))).Name);
        Assert.EndsWith("There are no cases.", await talk.RunAsync("Show the level and my cases"), StringComparison.Ordinal);
    }

    private List<AITool> Tools() =>
    [
        AIFunctionFactory.Create(
            (string subject, string description, string priority = "normal") =>
            {
                _cases.Add(subject);
                return new { id = $"C-{_cases.Count}", subject, status = "open" };
            }, "open_case", "Opens a repair case."),
        AIFunctionFactory.Create(() => _cases, "list_cases", "Lists the repair cases."),
        AIFunctionFactory.Create(() => "You asked for things.", "get_recap", "Tells what was done so far."),
        AIFunctionFactory.Create(([Description("main tank or day tank")] string tank) => 500, "get_level", "Gets the level of one tank."),
        AIFunctionFactory.Create(() => new { main = 1000, day = 500 }, "get_all_levels", "Gets the levels of all tanks."),
        AIFunctionFactory.Create(([Description("main tank or day tank")] string from_tank, [Description("main tank or day tank")] string to_tank, decimal litres) => "Done.", "move", "Moves oil between tanks."),
        AIFunctionFactory.Create((string query) => new[] { new { id = "V-7", name = "Copper seals", price = 9 } }, "find_parts", "Searches the catalogue."),
        AIFunctionFactory.Create((string part_id) => "12 on the shelf.", "check_stock", "Tells how many of a part are on the shelf."),
    ];
}
