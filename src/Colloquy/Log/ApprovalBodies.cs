using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy;

/// <summary>A tool call that waits for a person's approval. Its position identifies the request, and its author is the agent that asks.</summary>
internal sealed record ApprovalRequestBody() : EntryBody(EntryKind.ApprovalRequest)
{
    internal override string? Subject => Tool;

    /// <summary>The id of the call, as the model gave it: that of the newest call under it before the request.</summary>
    public required string Call { get; init; }

    /// <summary>The name of the tool.</summary>
    public required string Tool { get; init; }

    /// <summary>The arguments; null when the model gave none, which is another thing than an empty object.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>The id of the session, of the same app and user, in which an agent that is the tool waits for a person; null when the call itself waits.</summary>
    public string? ChildSession { get; init; }

    /// <summary>The branch on which it was asked, and can be answered.</summary>
    public required string Branch { get; init; }

    /// <summary>When the call counts as refused unless it was answered; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>What became of a tool call that waited for approval.</summary>
internal sealed record ApprovalAnswerBody() : EntryBody(EntryKind.ApprovalAnswer)
{
    internal override string? Subject => Decision switch
    {
        _ when Expired => "expired",
        ApprovalDecision.Approved => "approved",
        ApprovalDecision.Refused => "refused",
        _ => "withdrawn",
    };

    /// <summary>The position of the request.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required Position Request { get; init; }

    /// <summary>What was decided.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    [JsonConverter(typeof(JsonStringEnumConverter<ApprovalDecision>))]
    public required ApprovalDecision Decision { get; init; }

    /// <summary>Why, as the model is told; null when no reason was given.</summary>
    public string? Reason { get; init; }

    /// <summary>Who decided, as the application names them; null when it named nobody.</summary>
    public string? By { get; init; }

    /// <summary>Whether an earlier answer decided that was to be remembered.</summary>
    public bool Remembered { get; init; }

    /// <summary>Whether nobody answered in time. Versions that do not know this see a refusal with a reason.</summary>
    public bool Expired { get; init; }
}

/// <summary>Specifies the decision on a tool call that waits for approval.</summary>
public enum ApprovalDecision
{
    /// <summary>The call runs.</summary>
    Approved = 0,

    /// <summary>The call does not run, and the model is told so.</summary>
    Refused = 1,

    /// <summary>The conversation went on before anybody answered, so the call does not run.</summary>
    Withdrawn = 2,
}

/// <summary>A turn that ended waiting for a person, and goes on: the end before it no longer counts.</summary>
internal sealed record TurnResumeBody() : EntryBody(EntryKind.TurnResume);
