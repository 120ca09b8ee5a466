using System.Globalization;
using System.Text;

namespace Colloquy;

/// <summary>Adds to each run the memories that match its input.</summary>
/// <remarks>The provider searches for memories with any word of the input, and by meaning when <see cref="Options"/> have an embedding generator. It adds them in one message. Each memory has the day on which it was last written and, when the user of the run said it, the session.</remarks>
public sealed class MemoryRecall : ContextProvider
{
    /// <summary>Gets the function that returns the owners of the memories to recall. A session without a user has no memories of a user.</summary>
    /// <value>The default is the user's.</value>
    public Func<RunContext, IEnumerable<MemoryOwner>> Owners { get; init; } = UserOf;

    /// <summary>Gets the store of the memories; null for the session's store.</summary>
    public ISessionStore? Store { get; init; }

    /// <summary>Gets the options of the search.</summary>
    public MemoryOptions Options
    {
        get => field.Copy();
        init => field = (value ?? throw new ArgumentNullException(nameof(Options))).Copy();
    } = new();

    /// <summary>Gets the maximum number of memories that are recalled, 1 to 100.</summary>
    /// <value>The default is 5.</value>
    public int Limit
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Limit));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 100, nameof(Limit));
            field = value;
        }
    } = 5;

    /// <summary>Gets the number of an owner's newest memories that are recalled when fewer match the input, 0 to 100.</summary>
    /// <value>The default is 0: only memories that match.</value>
    public int Newest
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Newest));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 100, nameof(Newest));
            field = value;
        }
    }

    /// <summary>Gets the maximum number of characters of all texts together, from 1. The text that exceeds it is cut, and no other follows.</summary>
    /// <value>The default is 4,000.</value>
    public int MaxCharacters
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxCharacters));
            field = value;
        }
    } = 4_000;

    /// <summary>Gets the minimum similarity of a memory that is recalled by its meaning, 0 to 1.</summary>
    /// <value>The default is that of <see cref="MemoryQuery.MinSimilarity"/>, 0.3.</value>
    public double MinSimilarity { get; init; } = new MemoryQuery("").MinSimilarity;

    /// <summary>Gets a value that indicates whether the memories are added to the instructions, with the authority of the application, rather than as a message before the input.</summary>
    /// <value>The default is false: statements of users are not instructions.</value>
    public bool AsInstructions { get; init; }

    /// <summary>Gets the heading above the memories.</summary>
    public string Heading { get; init; } = "What is remembered from earlier conversations, as far as it may matter here:";

    /// <inheritdoc />
    public override async ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var text = string.Join('\n', request.Input.Select(message => message.Text).Where(text => text.Length > 0));
        var query = new MemoryQuery(text) { AnyWord = true, Limit = Limit, MinSimilarity = MinSimilarity };
        var (fitting, newest) = (new List<MemoryHit>(), new List<MemoryItem>());
        foreach (var owner in Owners(request.Run).Distinct())
        {
            var memory = Open(request.Run, Store, owner, Options);
            if (!string.IsNullOrWhiteSpace(text))
                fitting.AddRange((await memory.SearchAsync(query, cancellationToken).ConfigureAwait(false)).Hits);
            if (Newest > 0)
                newest.AddRange((await memory.ListPageAsync(limit: Newest, cancellationToken: cancellationToken).ConfigureAwait(false)).Items);
        }

        List<MemoryItem> recalled = [.. fitting.OrderByDescending(hit => hit.Score).Take(Limit).Select(hit => hit.Memory)];
        recalled.AddRange(newest.ExceptBy(recalled.Select(memory => memory.Id), memory => memory.Id).Take(Math.Max(0, Newest - recalled.Count)));
        if (recalled.Count == 0)
            return;

        var written = Write(recalled, request.Run);
        if (AsInstructions)
            request.AddInstructions(written);
        else
            request.AddMessage(written);
    }

    internal static Memory Open(RunContext run, ISessionStore? store, MemoryOwner owner, MemoryOptions options) =>
        new(store ?? run.Session.Log.Store, owner, options, run.Session.Log.Time, run.Session.Log.Logger);

    internal static IEnumerable<MemoryOwner> UserOf(RunContext run) => run.User is null ? [] : [run.Owner];

    private string Write(List<MemoryItem> memories, RunContext run)
    {
        var written = new StringBuilder(Heading);
        var left = MaxCharacters;
        foreach (var memory in memories)
        {
            if (left <= 0)
                break;

            var text = memory.Text.Length <= left ? memory.Text : Cut(memory.Text, left);
            left -= memory.Text.Length;
            written.Append("\n- ").Append(memory.Key is null ? "" : $"{memory.Key}: ").Append(text.ReplaceLineEndings("\n  "))
                .Append(CultureInfo.InvariantCulture, $" ({WhenOf(memory)}{SessionOf(memory, run)})");
        }

        return written.ToString();
    }

    private static string WhenOf(MemoryItem memory) =>
        memory.Unreadable is not null && memory.UpdatedAt == DateTimeOffset.UnixEpoch ? "day unknown" : memory.UpdatedAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string SessionOf(MemoryItem memory, RunContext run) =>
        memory.Source is { Key: var key } && key.User is not null && key.Owner == run.Owner ? $", session {key.Id}" : "";

    private static string Cut(string text, int length) => string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[length - 1]) ? length - 1 : length), "…");
}
