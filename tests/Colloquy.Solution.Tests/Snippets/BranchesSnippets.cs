using Colloquy.Offline;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/branches.md, compiled and run, with the offline stand-in for a model.</summary>
public sealed class BranchesSnippets
{
    [Fact]
    public async Task The_code_of_the_page_on_branches_does_what_the_page_says()
    {
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("planning"));
        var agent = new Agent(new OfflineChatClient());

        // snippet: branches-fork
        await agent.RunAsync("The crane is worn out: we can repair it or rent one.", session);
        await agent.RunAsync("How long would the repair take?", session);

        var rental = await session.Branches.ForkAfterTurnAsync(1, "rental");      // has turn 1, not turn 2
        await agent.RunAsync("Let's rent one.", rental);

        await session.Branches.SwitchToAsync("rental");                           // makes it current for every process
        foreach (var branch in await session.Branches.ListAsync())
            Console.WriteLine($"{branch.Name}: {branch.Turns} turns{(branch.IsCurrent ? ", current" : "")}");

        // snippet: end
        Assert.Equal([("main", 2, false), ("rental", 2, true)], (await session.Branches.ListAsync()).Select(branch => (branch.Name, branch.Turns, branch.IsCurrent)));
        Assert.DoesNotContain(await rental.GetItemsAsync(), item => item.Text.Contains("the repair take?", StringComparison.Ordinal));

        // snippet: branches-compare
        var compared = await session.Branches.CompareAsync("main", "rental");
        await foreach (var item in compared.ReadUniqueToSecondAsync())           // what only rental contains
            Console.WriteLine($"{item.Role}: {item.Text}");

        await session.Branches.DeleteAsync("rental", evenIfCurrent: true);  // main becomes current

        // snippet: end
        Assert.Equal("Let's rent one.", (await compared.ReadUniqueToSecondAsync().FirstAsync()).Text);
        Assert.Equal(BranchHead.Main, (await session.RefreshAsync()).Branch);

        // snippet: branches-undo
        await session.UndoTurnAsync();                                   // moves the head before the last turn
        await session.RedoAsync();                                       // moves the head forward again, and restores the state

        await foreach (var move in session.Branches.GetHeadHistoryAsync())        // the head's moves, newest first
            Console.WriteLine($"{move.Reason}: {move.From} -> {move.To}");

        // snippet: end
        Assert.Equal(["redo", "undo"], (await session.Branches.GetHeadHistoryAsync().ToListAsync()).Select(move => move.Reason));

        // snippet: branches-again
        var again = await agent.RetryTurnAsync(session);                 // runs the newest turn again, with the same input
        var edited = await agent.EditAndResendAsync("And what if we buy one?", session, turnNumber: 2);

        // snippet: end
        Assert.Equal((2, 2), (again.TurnNumber, edited.TurnNumber));
        Assert.Equal("And what if we buy one?", (await session.Turns.GetAsync(2)).Input);

        // snippet: branches-turns
        await foreach (var turn in session.Turns.ReadAsync(first: 1, last: 2))   // newest first
            Console.WriteLine($"{turn.Number} {turn.Status}: {turn.Input}");

        var whole = await session.Turns.GetContentsAsync(2);                      // its messages and model calls
        Console.WriteLine(whole.Items[^1].Text);

        // snippet: end
        Assert.Equal(edited.Text, whole.Items[^1].Text);
        Assert.Single(whole.ModelCalls);
    }
}
