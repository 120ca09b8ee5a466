// snippet: aspnet-supervisor
namespace SupportApi;

/// <summary>What supervisors do: they see the conversations of all customers.</summary>
internal static class Supervisor
{
    public static void MapSupervisor(this WebApplication app)
    {
        var supervisor = app.MapGroup("").RequireAuthorization("supervisor");
        supervisor.MapGet("/approvals", ListAsync);
        supervisor.MapPost("/customers/{user}/conversations/{id}/approvals/{approval}", AnswerAsync);
        supervisor.MapGet("/customers/usage", UsageAsync);
        supervisor.MapDelete("/customers/{user}", DeleteAsync);
    }
    // snippet: end

    // snippet: aspnet-approvals
    private static async Task<IResult> ListAsync(ISessionStore store)
    {
        List<Waiting> waiting = [];
        var sessions = store.GetService<ISessionDirectory>()!.ListAllSessionsAsync(SessionSelection.All, new SessionQuery { Activity = SessionActivity.Waiting });
        await foreach (var record in sessions)
        {
            if (await store.FindAsync(record.Key) is { } session)
                waiting.AddRange((await session.Approvals.ListAsync()).Select(Waiting.Of));
        }

        return TypedResults.Ok(waiting);
    }

    private static async Task<IResult> AnswerAsync(string user, string id, string approval, Decision decision, HttpContext http, Agent agent, ISessionStore store, BackgroundTurns turns, CancellationToken cancellationToken)
    {
        var key = new SessionKey(id, user: user);
        var session = await store.FindAsync(key, cancellationToken: cancellationToken) ?? throw new SessionNotFoundException(key);
        var by = http.User.Identity!.Name;
        _ = decision.Approve
            ? await session.Approvals.ApproveAsync(ApprovalId.Parse(approval), by: by, cancellationToken: cancellationToken)
            : await session.Approvals.RefuseAsync(ApprovalId.Parse(approval), decision.Reason, by: by, cancellationToken: cancellationToken);
        return TypedResults.ServerSentEvents(await turns.Resume(agent, session).ReadAsync(cancellationToken).ToServerSentEventsAsync(cancellationToken));
    }
    // snippet: end

    // snippet: aspnet-usage
    private static async Task<IResult> UsageAsync(ISessionStore store) =>
        TypedResults.Ok((await store.GetService<ISessionDirectory>()!.GetUsageAsync(SessionSelection.All, UsageBy.User))
            .Select(group => new { User = group.Key, group.Totals.Calls, group.Totals.TotalTokens, group.Totals.Cost }));

    private static async Task<IResult> DeleteAsync(string user, ISessionStore store)
    {
        var customer = new SessionOwner(user);
        await foreach (var record in store.ListSessionsAsync(customer))
            await store.DeleteAsync(record.Key);
        await store.GetMemory(customer).ClearAsync();
        foreach (var entry in await store.GetState(customer).ListAsync())
            await store.GetState(customer).RemoveAsync(entry.Key);
        return TypedResults.NoContent();                                                 // usage totals stay, for the accounts
    }
}
// snippet: end
