// snippet: aspnet-conversation
namespace SupportApi;

/// <summary>The conversation of a request. Its key has the signed-in user, so another user's conversation is not found.</summary>
internal sealed record Conversation(Session Session)
{
    public static SessionKey KeyOf(HttpContext http, string id) => new(id, user: http.User.Identity!.Name!);

    public static async ValueTask<Conversation?> BindAsync(HttpContext http)
    {
        var key = KeyOf(http, (string)http.GetRouteValue("id")!);
        var store = http.RequestServices.GetRequiredService<ISessionStore>();
        return new(await store.FindAsync(key, cancellationToken: http.RequestAborted) ?? throw new SessionNotFoundException(key));
    }
}

internal sealed record Message(string Text);

internal sealed record Decision(bool Approve, string? Reason = null);

internal sealed record Waiting(string User, string Conversation, string Approval, string Tool, string? Arguments)
{
    public static Waiting Of(Approval approval) =>
        new(approval.Session.User!, approval.Session.Id, approval.Id.Value, approval.Tool, approval.Arguments?.GetRawText());
}
// snippet: end
