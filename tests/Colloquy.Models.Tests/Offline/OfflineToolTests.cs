using System.ComponentModel;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Models.Tests;

public sealed class OfflineToolTests
{
    private readonly List<string> _tickets = [];
    private readonly Talk _talk;

    public OfflineToolTests() => _talk = new Talk(new ChatOptions { Tools = Tools() });

    [Fact]
    public async Task A_ticket_is_created_with_a_subject_from_the_text_and_the_result_is_told()
    {
        var response = await _talk.AskAsync("Please open a ticket, my invoice #12345 is wrong");

        var call = Assert.Single(Talk.Calls(response));
        Assert.Equal("create_ticket", call.Name);
        Assert.Equal("Invoice #12345 is wrong", call.Arguments!["subject"]);
        Assert.Equal("my invoice #12345 is wrong", call.Arguments["description"]);
        Assert.Equal("normal", call.Arguments["priority"]!.ToString());
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);

        _talk.Result(call, new { id = "T-1", subject = "Invoice #12345 is wrong", status = "open" });
        var answer = await _talk.GoOnAsync();
        Assert.Equal("I've created the ticket: id T-1, subject Invoice #12345 is wrong, status open.", answer.Text);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
    }

    [Theory]
    [InlineData("Can you create a support ticket for my broken printer?", "Broken printer")]
    [InlineData("Create a ticket: I was charged twice.", "I was charged twice")]
    [InlineData("Hello, the app crashes on login. Please raise an urgent ticket.", "App crashes on login")]
    public async Task A_subject_is_found_however_it_is_asked(string text, string subject)
    {
        Assert.Equal(subject, Assert.Single(Talk.Calls(await _talk.AskAsync(text))).Arguments!["subject"]);
    }

    [Fact]
    public async Task What_it_refers_to_is_found_in_what_was_said_before()
    {
        await _talk.SayAsync("My invoice is wrong.");

        var call = Assert.Single(Talk.Calls(await _talk.AskAsync("Open a ticket for it.")));

        Assert.Equal("Invoice is wrong", call.Arguments!["subject"]);
    }

    [Fact]
    public async Task An_equal_ticket_is_not_created_twice()
    {
        await _talk.RunAsync("Please open a ticket, my invoice #12345 is wrong");

        var again = await _talk.RunAsync("Open a ticket about invoice #12345 please");
        await _talk.RunAsync("Open a ticket about the broken login");

        Assert.StartsWith("There is already a ticket for that, so I have not created another one.", again, StringComparison.Ordinal);
        Assert.Contains("It is: id T-1, subject Invoice #12345 is wrong, status open.", again, StringComparison.Ordinal);
        Assert.Equal(["Invoice #12345 is wrong", "Broken login"], _tickets);
    }

    [Fact]
    public async Task Without_its_history_it_creates_the_ticket_again()
    {
        await _talk.RunAsync("Please open a ticket, my invoice #12345 is wrong");
        _talk.Messages.Clear();
        await _talk.RunAsync("Please open a ticket, my invoice #12345 is wrong");

        Assert.Equal(2, _tickets.Count);
    }

    [Theory]
    [InlineData("What about my ticket?", "list_tickets")]
    [InlineData("Show me all my tickets", "list_tickets")]
    [InlineData("What's my checking balance?", "get_balance")]
    [InlineData("What's my balance?", "get_all_balances")]
    [InlineData("Show all my balances", "get_all_balances")]
    [InlineData("Give me a summary of our conversation", "get_conversation_summary")]
    [InlineData("Can you summarize our conversation?", "get_conversation_summary")]
    [InlineData("Transfer $200 to savings", "transfer")]
    [InlineData("Do you have any red running shoes?", "search_products")]
    [InlineData("Is P-100 in stock?", "check_inventory")]
    [InlineData("Show my balance and my tickets", "get_all_balances list_tickets")]
    [InlineData("I'd like to report an issue: the app crashes.", "create_ticket")]
    [InlineData("My invoice is wrong.", "")]
    [InlineData("Thanks!", "")]
    [InlineData("My name is Alice and I love hiking.", "")]
    public async Task The_tools_that_fit_are_called(string text, string expected)
    {
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), Talk.Calls(await _talk.AskAsync(text)).Select(call => call.Name));
    }

    [Theory]
    [InlineData("Transfer $200 to savings", """{"from_account":"checking","to_account":"savings","amount":200}""")]
    [InlineData("Please move 1,250.50 from savings to checking", """{"from_account":"savings","to_account":"checking","amount":1250.50}""")]
    [InlineData("What's my savings balance?", """{"account":"savings"}""")]
    [InlineData("Do you have any red running shoes in stock?", """{"query":"red running shoes"}""")]
    [InlineData("Search for hiking boots", """{"query":"hiking boots"}""")]
    [InlineData("Check the inventory of P-100", """{"product_id":"P-100"}""")]
    public async Task Arguments_are_taken_from_the_text(string text, string expected)
    {
        var call = Assert.Single(Talk.Calls(await _talk.AskAsync(text)));

        Assert.Equal(expected, JsonSerializer.Serialize(call.Arguments));
    }

    [Fact]
    public async Task An_id_is_taken_from_what_a_tool_told_before()
    {
        await _talk.RunAsync("Search for hiking boots");

        var call = Assert.Single(Talk.Calls(await _talk.AskAsync("Are the hiking boots in stock?")));

        Assert.Equal(("check_inventory", "P-7"), (call.Name, call.Arguments!["product_id"]));
    }

    [Fact]
    public async Task A_call_that_needs_another_s_result_is_made_after_it()
    {
        var answer = await _talk.RunAsync("Find hiking boots and check the inventory");

        Assert.Equal(["search_products", "check_inventory"], _talk.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Select(call => call.Name));
        Assert.Contains("12 in stock.", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_needed_and_was_not_said_is_asked_for()
    {
        var talk = new Talk(new ChatOptions { Tools = [Tools().Single(tool => tool.Name == "check_inventory")] });

        Assert.Equal("To use check_inventory I still need: product_id.", await talk.SayAsync("Please check the inventory"));
    }

    [Fact]
    public async Task Two_results_are_told_together()
    {
        Assert.Equal(
            "Here is the balance: checking 1000, savings 500. There are no tickets.",
            await _talk.RunAsync("Show my balance and my tickets"));
    }

    [Theory]
    [InlineData("Error: the database is down")]
    [InlineData("""{"error":"the database is down"}""")]
    [InlineData("""{"error":{"message":"the database is down"}}""")]
    public async Task A_tool_that_failed_is_said_to_have_failed(string result)
    {
        var call = Assert.Single(Talk.Calls(await _talk.AskAsync("What about my ticket?")));
        _talk.Result(call, result);

        var answer = await _talk.GoOnAsync();

        Assert.StartsWith("I could not do that: list_tickets reported an error:", answer.Text, StringComparison.Ordinal);
        Assert.Contains("the database is down", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", 0)]
    [InlineData("required", 1)]
    [InlineData("list_tickets", 1)]
    public async Task The_tool_mode_is_obeyed(string mode, int calls)
    {
        var talk = new Talk(new ChatOptions
        {
            Tools = Tools(),
            ToolMode = mode switch { "none" => ChatToolMode.None, "required" => ChatToolMode.RequireAny, _ => ChatToolMode.RequireSpecific(mode) },
        });

        Assert.Equal(calls, Talk.Calls(await talk.AskAsync(mode == "none" ? "Show my tickets" : "Hello")).Count);
    }

    [Fact]
    public async Task Only_one_call_is_made_where_many_are_not_allowed()
    {
        var talk = new Talk(new ChatOptions { Tools = Tools(), AllowMultipleToolCalls = false });

        Assert.Equal("get_all_balances", Assert.Single(Talk.Calls(await talk.AskAsync("Show my balance and my tickets"))).Name);
        Assert.EndsWith("There are no tickets.", await talk.RunAsync("Show my balance and my tickets"), StringComparison.Ordinal);
    }

    private List<AITool> Tools() =>
    [
        AIFunctionFactory.Create(
            (string subject, string description, string priority = "normal") =>
            {
                _tickets.Add(subject);
                return new { id = $"T-{_tickets.Count}", subject, status = "open" };
            }, "create_ticket", "Creates a support ticket."),
        AIFunctionFactory.Create(() => _tickets, "list_tickets", "Lists the customer's support tickets."),
        AIFunctionFactory.Create(() => "You asked for things.", "get_conversation_summary", "Summarizes the conversation so far."),
        AIFunctionFactory.Create(([Description("checking or savings")] string account) => 500, "get_balance", "Gets the balance of one account."),
        AIFunctionFactory.Create(() => new { checking = 1000, savings = 500 }, "get_all_balances", "Gets the balances of all accounts."),
        AIFunctionFactory.Create((string from_account, string to_account, decimal amount) => "Done.", "transfer", "Moves money between accounts."),
        AIFunctionFactory.Create((string query) => new[] { new { id = "P-7", name = "Hiking boots", price = 90 } }, "search_products", "Searches the catalogue."),
        AIFunctionFactory.Create((string product_id) => "12 in stock.", "check_inventory", "Tells how many of a product are in stock."),
    ];
}
