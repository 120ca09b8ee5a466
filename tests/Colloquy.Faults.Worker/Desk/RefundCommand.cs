using Colloquy.Sqlite;

namespace Colloquy.Faults.Worker;

/// <summary>Asks for a refund, answers the approval it needs, or goes on with the turn, and may be killed at one of its points.</summary>
/// <remarks>Arguments: file, file of effects, <c>ask</c>, <c>approve</c>, <c>refuse</c> or <c>resume</c>. Then, by line: the point at which to be killed.</remarks>
internal static class RefundCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var kill = new KillSwitch(await Talk.BeReadyAsync(), Talk.Say);
        await using var store = new KillingStore(await SqliteSessionStore.OpenAsync(args[1], Stores.Patient()), kill);
        var session = await store.OpenAsync(Stores.Key);
        var agent = new RefundDesk(args[2], kill).CreateAgent();
        Talk.Say($"done {args[3] switch
        {
            "ask" => (await agent.RunAsync(RefundDesk.Input, session)).Status.ToString(),
            "resume" => (await agent.ResumeAsync(session))?.Status.ToString(),
            var answer => await AnswerAsync(session, answer == "approve"),
        }}");
        return 0;
    }

    private static async Task<string> AnswerAsync(Session session, bool approves)
    {
        try
        {
            // What waits is looked up by another who may have answered it since.
            var entries = await session.Approvals.ListAsync();
            if (entries is not [var approval])
                return "nothing waits";

            await (approves ? session.Approvals.ApproveAsync(approval) : session.Approvals.RefuseAsync(approval));
            return "answered";
        }
        catch (ApprovalAnsweredException)
        {
            return "too late";
        }
    }
}
