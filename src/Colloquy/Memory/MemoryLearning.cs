using System.Text;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Extracts facts from each completed run by a model, and stores them under keys with their source.</summary>
/// <remarks>
/// It works after the answer has been streamed and before the turn's end is committed, so the turn takes that much longer. The log records the model call with
/// the purpose <c>memory</c>. Its usage counts for the turn and for the limits of usage. A failure is logged as a warning and does not fail the turn.
/// </remarks>
/// <param name="client">The model to ask; null for the agent's own.</param>
public sealed class MemoryLearning(IChatClient? client = null) : ContextProvider
{
    private const string Purpose = "memory";
    private const int MostKnown = 20;

    /// <summary>Gets the function that returns the owner of the memories; when it returns null, nothing is stored.</summary>
    /// <value>The default is the user's.</value>
    public Func<RunContext, MemoryOwner?> Owner { get; init; } = static run => MemoryRecall.UserOf(run).FirstOrDefault();

    /// <summary>Gets the store of the memories; null for the session's store. Another store holds them without their source.</summary>
    public ISessionStore? Store { get; init; }

    /// <summary>Gets the options for storing.</summary>
    public MemoryOptions Options
    {
        get => field.Copy();
        init => field = (value ?? throw new ArgumentNullException(nameof(Options))).Copy();
    } = new();

    /// <summary>Gets the instructions that tell the model what to extract.</summary>
    public string Instructions { get; init; } = LearnedFacts.Instructions;

    /// <summary>Gets the maximum number of facts that are stored from one run, from 1.</summary>
    /// <value>The default is 5.</value>
    public int MaxFacts
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxFacts));
            field = value;
        }
    } = 5;

    /// <summary>Gets the maximum number of characters of the conversation that the model is shown, from 1. They are the newest.</summary>
    /// <value>The default is 8,000.</value>
    public int MaxCharacters
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxCharacters));
            field = value;
        }
    } = 8_000;

    /// <inheritdoc />
    public override async ValueTask AfterRunAsync(FinishedRun run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Exception is not null || run.IsWaiting || !IsAnswered(run) || Owner(run.Run) is not { } owner || run.Run.Models is not { } models)
            return;

        var logger = run.Run.Session.Log.Logger;
        try
        {
            var memory = MemoryRecall.Open(run.Run, Store, owner, Options).From(SourceOf(run.Run, owner));
            var said = Write(run);
            var known = await FindKnownAsync(memory, said, cancellationToken).ConfigureAwait(false);
            List<(string? Key, string Text)> facts = [];
            var options = new ChatOptions { Instructions = Instructions, ResponseFormat = LearnedFacts.Format };
            var question = new ModelQuestion(Purpose, Ask(said, known), options) { Client = client, Read = answer => facts = LearnedFacts.Read(answer) };
            if ((await models.AskAsync(question, cancellationToken).ConfigureAwait(false)).Failure is { } failure)
                MemoryLog.NotLearned(logger, failure, run.Run.TurnNumber, run.Run.Session.Key);
            foreach (var (key, text) in facts.Take(MaxFacts))
            {
                // What is known already keeps the place that it came from first.
                if (!known.Exists(item => item.Text == text && (key is null || item.Key == key)))
                    await TryStoreAsync(memory, run.Run, key, text, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            MemoryLog.NotLearned(logger, e, run.Run.TurnNumber, run.Run.Session.Key);
        }
    }

    /// <summary>Whether the agent had the last word: not when the turn waits for a person, or another agent took it over, who learns of it.</summary>
    private static bool IsAnswered(FinishedRun run) =>
        run.Output is [.., { } last] && last.Role == ChatRole.Assistant && !last.Contents.Any(content => content is FunctionCallContent { InformationalOnly: false });

    /// <summary>Where facts come from, when that is in the store that keeps them and its owner may know.</summary>
    private MemorySource? SourceOf(RunContext run, MemoryOwner owner) =>
        (Store is null || ReferenceEquals(Store, run.Session.Log.Store)) && owner.Owner.App == run.Owner.App && (owner.Owner.User is null || owner.Owner == run.Owner) ? run.Source : null;

    private static async ValueTask TryStoreAsync(Memory memory, RunContext run, string? key, string text, CancellationToken cancellationToken)
    {
        try
        {
            if (key is null)
                await memory.AddAsync(text, cancellationToken: cancellationToken).ConfigureAwait(false);
            else
                await memory.StoreAsync(key, text, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidKeyException or SizeLimitException { Kind: SizeLimit.MemoryText or SizeLimit.MemoryMetadata })
        {
            MemoryLog.NotStored(run.Session.Log.Logger, run.TurnNumber, run.Session.Key, e.Message);
        }
    }

    private string Write(FinishedRun run)
    {
        var said = string.Join('\n', run.Input.Concat(run.Output).Where(message => message.Role != ChatRole.Tool)
            .Select(message => (message.Role, Text: ModelText.SaidBy(message.Role, message.Text))).Where(message => message.Text.Length > 0).Select(message => $"{message.Role.Value}: {message.Text}"));
        if (said.Length <= MaxCharacters)
            return said;

        var start = said.Length - MaxCharacters;
        return said[(char.IsLowSurrogate(said[start]) ? start + 1 : start)..];
    }

    /// <summary>What the model is told that is known: what fits the conversation, and what was kept last.</summary>
    private static async ValueTask<List<MemoryItem>> FindKnownAsync(Memory memory, string said, CancellationToken cancellationToken)
    {
        var fitting = await memory.SearchAsync(new MemoryQuery(said) { AnyWord = true, Limit = MostKnown }, cancellationToken).ConfigureAwait(false);
        var newest = await memory.ListPageAsync(limit: MostKnown, cancellationToken: cancellationToken).ConfigureAwait(false);
        return [.. fitting.Hits.Select(hit => hit.Memory).Concat(newest.Items).DistinctBy(item => item.Id)];
    }

    private static string Ask(string said, List<MemoryItem> known)
    {
        var question = new StringBuilder();
        foreach (var item in known.Where(item => item.Key is not null))
            question.Append(question.Length == 0 ? "Known already:\n" : "").Append("- ").Append(item.Key).Append(": ").Append(item.Text.ReplaceLineEndings("\n  ")).Append('\n');
        return question.Append(question.Length == 0 ? "" : "\n").Append("The conversation:\n").Append(said).ToString();
    }
}
