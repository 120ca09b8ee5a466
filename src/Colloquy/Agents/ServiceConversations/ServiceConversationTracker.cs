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
    public static string? NameOf(ActiveAgent member, RunOptions options)
    {
        if (options.Window is null && member.Handoff?.Window is not null)
            return null;

        return NameOf(member.Agent.Client, options.Window ?? member.Agent.Window);
    }

    /// <summary>The service whose conversation is gone on with; null when a rule hides part of the session from the model.</summary>
    public static string? NameOf(IChatClient client, WindowPipeline window) => window.Hides ? null : NameOf(client);

    /// <summary>Checks what a turn goes on in, before it writes anything, and records an id that is new to the session with its beginning.</summary>
    public static async ValueTask BeginAsync(TurnTransaction journal, SessionLog log, string? service, string? given, CancellationToken cancellationToken)
    {
        var kept = await journal.ReadKeptAsync(cancellationToken).ConfigureAwait(false);
        EnsureShared(log, service, given);
        if (service is not null && await kept.CheckAsync(service, given, log, journal.Last, cancellationToken).ConfigureAwait(false))
            journal.Given = given;
    }

    /// <summary>Checks what a turn goes on in when another agent has it from here on.</summary>
    public static async ValueTask HandOverAsync(TurnTransaction journal, SessionLog log, string? service, string? given, CancellationToken cancellationToken)
    {
        EnsureShared(log, service, given);
        if (service is not null)
            await journal.Kept!.CheckAsync(service, given, log, cancellationToken).ConfigureAwait(false);
    }

    private static void EnsureShared(SessionLog log, string? service, string? given)
    {
        if (service is null && given is not null)
            throw new InvalidOperationException($"Session {log.Key} cannot go on in the service's conversation '{given}' with a window that hides part of the session from the model: the service shows it everything. Leave out the id, or the rule.");
    }
}
