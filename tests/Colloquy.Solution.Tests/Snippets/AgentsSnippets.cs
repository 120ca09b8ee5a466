using System.Text.Json;
using System.Text.RegularExpressions;
using Colloquy.Offline;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/agents.md, compiled and run on the offline stand-in.</summary>
public sealed class AgentsSnippets
{
    [Fact]
    public async Task The_code_of_the_page_on_agents_does_what_the_page_says()
    {
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("s", user: "ines"));
        using var chatClient = new OfflineChatClient();

        // snippet: agents-run
        var agent = new Agent(chatClient)
        {
            Name = "support",
            Instructions = "You answer the order desk. Be brief.",
            Tools = [AgentTool.Create(FindOrder, "find_order", "Finds an order by its number.", idempotent: true)],
            Limits = new() { Steps = 10, Time = TimeSpan.FromMinutes(2), Tokens = 50_000 },
            ChatOptions = new() { Temperature = 0.2f },
        };

        var answer = await agent.RunAsync("Where is order 4711?", session, new() { Context = new Customer("Ines", "gold") });
        Console.WriteLine($"turn {answer.TurnNumber}: {answer.Text} ({answer.ToolCalls.Count} calls, {answer.Usage.TotalTokenCount} tokens)");

        // snippet: end
        Assert.Equal("4711", await session.State.GetAsync<string>("last_order"));
        Assert.Contains("on its way", answer.Text, StringComparison.Ordinal);
        await StreamAsync(agent, session);
        await AloneAsync(agent);
        await ResumeAsync(agent, session);
        await ValueAsync(agent, session);
        await HideAsync(chatClient);
        await DeclareAsync(await store.OpenAsync(new SessionKey("seats", user: "ines")));
        await WrapAsync(chatClient, await store.OpenAsync(new SessionKey("t", user: "ines")));
    }

    private static async Task ValueAsync(Agent agent, Session session)
    {
        // snippet: agents-value
        var ticket = await agent.RunAsync<Ticket>("Open a ticket: my invoice 4711 is wrong, it is urgent!", session);
        Console.WriteLine($"{ticket.Value.Subject} (urgent: {ticket.Value.Urgent})");

        // snippet: end
        Assert.NotNull(ticket.Value.Subject);

        // snippet: agents-format
        var format = new OutputFormat<Ticket>(validate: ticket => ticket.Subject.Length <= 80 ? null : "The subject has more than 80 characters.");

        // snippet: end
        Assert.NotNull(format.Validate!(new Ticket(new string('x', 81), true)));
    }

    private static async Task DeclareAsync(Session session)
    {
        using var model = new SeatClient();
        var agent = new Agent(model) { Tools = [AIFunctionFactory.CreateDeclaration("ask_seat", "Asks the user for a seat.", JsonElement.Parse("{}"))] };

        // snippet: agents-declared
        var asked = await agent.RunAsync("Book the seat that I like.", session);
        var results = asked.OpenCalls.Select(AIContent (call) => new FunctionResultContent(call.CallId, AskInTheBrowser(call)));
        var booked = await agent.RunAsync([new ChatMessage(ChatRole.Tool, [.. results])], session);

        // snippet: end
        Assert.Equal((TurnStatus.Waiting, "Booked 12A."), (asked.Status, booked.Text));
    }

    private static string AskInTheBrowser(FunctionCallContent call) => call.Name == "ask_seat" ? "12A" : "";

    /// <summary>Asks for a seat, and books the one that it is told.</summary>
    private sealed class SeatClient() : DelegatingChatClient(new OfflineChatClient())
    {
        public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [messages.Last().Contents.OfType<FunctionResultContent>().FirstOrDefault() is { } seat
                ? new TextContent($"Booked {seat.Result}.")
                : new FunctionCallContent("c1", options!.Tools![0].Name)])));
    }

    private static async Task HideAsync(IChatClient chatClient)
    {
        var answer = await new Agent(chatClient) { Middleware = [new HideCards()] }.RunAsync("My card is 4711 4711 4711 4711.");
        Assert.Equal("My card is ****.", answer.Messages[0].Text);
    }

    // snippet: agents-middleware
    public sealed class HideCards : AgentMiddleware
    {
        public override Task<AgentAnswer> OnRunAsync(RunRequest request, Func<RunRequest, CancellationToken, Task<AgentAnswer>> next, CancellationToken cancellationToken) =>
            next(request with { Input = [.. request.Input.Select(message => new ChatMessage(message.Role, Hide(message.Text)))] }, cancellationToken);

        public override async ValueTask<object?> OnToolCallAsync(ToolRequest request, Func<ToolRequest, CancellationToken, ValueTask<object?>> next, CancellationToken cancellationToken)
        {
            var result = await next(request, cancellationToken);
            return result?.ToString() is { } text ? Hide(text) : null;
        }

        private static string Hide(string text) => Regex.Replace(text, @"\b\d{4} ?\d{4} ?\d{4} ?\d{4}\b", "****");
    }

    // snippet: end
    private sealed record Ticket(string Subject, bool Urgent);

    private static async Task StreamAsync(Agent agent, Session session)
    {
        // snippet: agents-stream
        await foreach (var update in agent.RunStreamingAsync("And order 777?", session, new() { Context = new Customer("Ines", "gold") }))
        {
            if (update is ToolCallUpdate { IsFinished: true } tool)
                Console.WriteLine($"[{tool.Call.Name}: {tool.Call.Result}]");
            else if (update is AnswerUpdate last)
                Console.WriteLine($" ({last.Answer.Usage.TotalTokenCount} tokens)");
            else
                Console.Write(update.Text);
        }

        // snippet: end
        Assert.Equal(2, await session.Turns.CountAsync());
    }

    private static async Task AloneAsync(Agent agent)
    {
        // snippet: agents-alone
        var first = await agent.RunAsync("We are aiming for a launch in May.");
        var second = await agent.RunAsync([.. first.Conversation, new ChatMessage(ChatRole.User, "What were we aiming for?")]);
        Console.WriteLine($"{second.Text} ({second.CarriedIn} earlier messages were carried in)");

        // snippet: end
        Assert.Contains("May", second.Text, StringComparison.Ordinal);
    }

    private static async Task ResumeAsync(Agent agent, Session session)
    {
        // snippet: agents-resume
        if (await agent.ResumeAsync(session) is { } resumed)
            Console.WriteLine($"Went on with turn {resumed.TurnNumber}: {resumed.Text}");

        // snippet: end
        Assert.Equal(2, await session.Turns.CountAsync());
    }

    private static async Task WrapAsync(OfflineChatClient chatClient, Session session)
    {
        // snippet: agents-client
        IChatClient remembers = new SessionChatClient(chatClient, session);
        await remembers.GetResponseAsync("My name is Ines.");
        var response = await remembers.GetResponseAsync("What is my name?");

        // snippet: end
        Assert.Contains("Ines", response.Text, StringComparison.Ordinal);
    }

    // snippet: agents-tool
    static async Task<string> FindOrder(RunContext run, string number)
    {
        var customer = run.Get<Customer>();                  // the caller's own object, from RunOptions.Context
        await run.State.SetAsync("last_order", number);      // committed together with this tool's result
        run.CancellationToken.ThrowIfCancellationRequested();
        return $"Order {number} of {customer.Name} ({customer.Tier}) is on its way.";
    }

    // snippet: end
    [Fact]
    public async Task A_tool_speaks_to_the_model_as_the_page_says()
    {
        var tool = AgentTool.Create(FindInvoice, "find_invoice", "Finds an invoice by its number.");

        Assert.Equal("Invoice 4711 is paid.", (await tool.InvokeAsync(new(new Dictionary<string, object?> { ["number"] = "4711" })))?.ToString());
        await Assert.ThrowsAsync<ToolFailedException>(async () => await tool.InvokeAsync(new(new Dictionary<string, object?> { ["number"] = "7" })));
    }

    // snippet: agents-failed
    static string FindInvoice(string number) => number.Length == 4
        ? $"Invoice {number} is paid."
        : throw new ToolFailedException("Invoice numbers have four digits. Ask the user for the number again.");

    // snippet: end
    private sealed record Customer(string Name, string Tier);
}
