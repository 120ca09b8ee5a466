using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Decides in which of a service's conversations a run goes on.</summary>
internal static class ServiceConversationTracker
{
    /// <summary>Names the service behind a client.</summary>
    public static string NameOf(IChatClient client)
    {
        var metadata = client.GetService<ChatClientMetadata>();
        return metadata is null ? "" : $"{metadata.ProviderName} {metadata.ProviderUri?.Authority}".Trim();
    }

    /// <summary>The service whose conversation an agent goes on with; null when it keeps away from it, since a rule hides part of the session from the agent.</summary>
    public static string? NameOf(ActiveAgent active, RunOptions options)
    {
        if (options.Window is null && active.Handoff?.Window is not null)
            return null;

        return NameOf(active.Agent.Client, options.Window ?? active.Agent.Window);
    }

    /// <summary>The service whose conversation is gone on with; null when a rule hides part of the session from the model.</summary>
    public static string? NameOf(IChatClient client, WindowPipeline window) => window.Hides ? null : NameOf(client);

    /// <summary>Checks which conversation an agent's turn goes on in, before it writes anything.</summary>
    /// <returns>The id that the application gives, when it is new to the session and is to be recorded with the turn's beginning; else null.</returns>
    public static ValueTask<string?> JoinAsync(ServiceConversations conversations, SessionLog log, Position head, ActiveAgent active, RunOptions options, CancellationToken cancellationToken) =>
        JoinAsync(conversations, log, head, NameOf(active, options), options.ChatOptions?.ConversationId ?? active.Agent.OwnChatOptions?.ConversationId, cancellationToken);

    /// <summary>Checks which conversation a turn goes on in, before it writes anything.</summary>
    /// <returns>The id that the application gives, when it is new to the session and is to be recorded with the turn's beginning; else null.</returns>
    public static async ValueTask<string?> JoinAsync(ServiceConversations conversations, SessionLog log, Position head, string? service, string? given, CancellationToken cancellationToken)
    {
        EnsureShared(log, service, given);
        return service is not null && await conversations.CheckAsync(service, given, log, head, cancellationToken).ConfigureAwait(false) ? given : null;
    }

    /// <summary>Checks which conversation a turn goes on in when another agent has it from here on.</summary>
    public static async ValueTask CheckAsync(ServiceConversations conversations, SessionLog log, string? service, string? given, CancellationToken cancellationToken)
    {
        EnsureShared(log, service, given);
        if (service is not null)
            await conversations.CheckAsync(service, given, log, cancellationToken).ConfigureAwait(false);
    }

    private static void EnsureShared(SessionLog log, string? service, string? given)
    {
        if (service is null && given is not null)
            throw new InvalidOperationException($"Session {log.Key} cannot go on in the service's conversation '{given}' with a window that hides part of the session from the model: the service shows it everything. Leave out the id, or the rule.");
    }
}
