using Colloquy.Models;
using Colloquy.Sqlite;

namespace Colloquy.Samples;

/// <summary>What happens at the desk.</summary>
public static class Scenes
{
    private static readonly Customer Alice = new("alice@example.com", "Alice", "premium");
    private static readonly Customer Bob = new("bob@example.com", "Bob");

    private static readonly Dictionary<string, Func<SupportDesk, Task>> All = new()
    {
        ["day-1"] = PlayDay1Async,
        ["day-2"] = PlayDay2Async,
        ["bob"] = PlayBobAsync,
        ["statistics"] = ShowStatisticsAsync,
        ["undo"] = PlayUndoAsync,
    };

    public static IEnumerable<string> Names => All.Keys;

    public static async Task<int> PlayAsync(string scene, string path)
    {
        await using var store = SqliteSessionStore.Open(path);
        using var model = ChatModels.CreateDefault();
        await All[scene](new SupportDesk(store, model));
        return 0;
    }

    private static async Task PlayDay1Async(SupportDesk desk)
    {
        Print.Scene("Day 1", "Alice reports a problem and asks for a ticket.");
        await SayAsync(desk, Alice, "Hello, my invoice INV-2041 was charged twice.");
        await SayAsync(desk, Alice, "Please open a ticket for it.");
    }

    private static async Task PlayDay2Async(SupportDesk desk)
    {
        Print.Scene("Day 2", "Alice comes back. The desk is another process; the conversation is in the file.");
        await SayAsync(desk, Alice, "Hi, it's me again. What is the status of my tickets?");
        await SayAsync(desk, Alice, "Please open a ticket: my invoice INV-2041 was charged twice.");
        await SayAsync(desk, Alice, "Could you give me a summary of our conversation?");
    }

    private static async Task PlayBobAsync(SupportDesk desk)
    {
        Print.Scene("A new customer", "Bob has a session of his own, and sees nothing of Alice's.");
        await SayAsync(desk, Bob, "Hello! How do I reset my password?");
        await SayAsync(desk, Bob, "Do I have any tickets?");
    }

    private static async Task ShowStatisticsAsync(SupportDesk desk)
    {
        Print.Scene("Statistics", "Turns and tickets are each customer's own.");
        var rows = new List<(Customer, SessionLength, int)>();
        foreach (var customer in new[] { Alice, Bob })
            rows.Add((customer, await desk.GetSessionLengthAsync(customer.Id), (await desk.ListTicketsAsync(customer.Id)).Count));
        Print.Statistics(rows);
    }

    private static async Task PlayUndoAsync(SupportDesk desk)
    {
        Print.Scene("Undo", "Bob makes a mistake, takes it back, and says it right.");
        await SayAsync(desk, Bob, "Please open a ticket: cancel my acount.");
        await ShowBooksAsync(desk);

        var undone = await desk.UndoLastTurnAsync(Bob.Id);
        Print.Remark($"Undone: turn {undone!.Number}, with the ticket that it created.");
        await ShowBooksAsync(desk);
        Print.Blank();

        await SayAsync(desk, Bob, "Please open a ticket: change my account to yearly billing.");
        await ShowBooksAsync(desk);
    }

    private static async Task SayAsync(SupportDesk desk, Customer customer, string message)
    {
        Print.Said(customer.Name, message);
        Print.Answered(customer, await desk.RunTurnAsync(customer, message));
    }

    private static async Task ShowBooksAsync(SupportDesk desk)
    {
        var tickets = await desk.ListTicketsAsync(Bob.Id);
        var length = await desk.GetSessionLengthAsync(Bob.Id);
        Print.Remark($"Bob has {length.Turns} turns and {(tickets.Count == 0 ? "no tickets" : "the ticket " + string.Join(", ", tickets.Select(ticket => $"{ticket.Id} ({ticket.Subject})")))}.");
    }
}
