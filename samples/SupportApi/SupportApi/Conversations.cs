// snippet: aspnet-routes
namespace SupportApi;

/// <summary>What customers do.</summary>
internal static class Conversations
{
    public static void MapConversations(this WebApplication app)
    {
        var conversations = app.MapGroup("/conversations").RequireAuthorization();
        conversations.MapPost("/", async (HttpContext http, ISessionStore store) =>
            TypedResults.Ok(new { (await store.OpenAsync(Conversation.KeyOf(http, SessionId.New()))).Key.Id }));
        conversations.MapGet("/{id}", async (Conversation conversation) =>
            (await conversation.Session.GetItemsAsync(limit: 100)).Select(item => new { Role = item.Message.Role.Value, item.Text }));
        conversations.MapDelete("/{id}", async (Conversation conversation, ISessionStore store) => await store.DeleteAsync(conversation.Session.Key));
        conversations.MapGet("/{id}/approvals", async (Conversation conversation) => (await conversation.Session.Approvals.ListAsync()).Select(Waiting.Of));
        conversations.MapPost("/{id}/messages", SendAsync);
        conversations.MapGet("/{id}/turns/current", FollowAsync);
    }
    // snippet: end

    // snippet: aspnet-send
    private static async Task<IResult> SendAsync(Conversation conversation, Message message, Agent agent, BackgroundTurns turns, CancellationToken cancellationToken)
    {
        var turn = turns.Start(agent, conversation.Session, message.Text, new() { WhenBusy = BusyPolicy.Reject });
        return TypedResults.ServerSentEvents(await turn.ReadAsync(cancellationToken).ToServerSentEventsAsync(cancellationToken));
    }
    // snippet: end

    // snippet: aspnet-follow
    private static async Task<IResult> FollowAsync(Conversation conversation, BackgroundTurns turns, CancellationToken cancellationToken) =>
        turns.Find(conversation.Session.Key) is { } turn
            ? TypedResults.ServerSentEvents(await turn.ReadAsync(cancellationToken).ToServerSentEventsAsync(cancellationToken))
            : TypedResults.NoContent();                      // no turn runs in this process
}
// snippet: end
