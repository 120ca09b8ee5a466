using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Has a model look at what is older than the newest messages, in steps from the oldest on; each step is committed.</summary>
internal abstract class ModelPruning(RetentionStrategy kind, IChatClient client, int messages, int maxInputTokens) : PruneStrategy(kind, messages)
{
    private readonly int _maxInputTokens = maxInputTokens >= 1 ? maxInputTokens : throw new ArgumentOutOfRangeException(nameof(maxInputTokens), maxInputTokens, "The model is given at least one token.");

    public sealed override bool AsksModel => true;

    protected IChatClient Client { get; } = client ?? throw new ArgumentNullException(nameof(client));

    /// <summary>Up to where the model has looked; what is behind is not removed.</summary>
    protected abstract Position FindDone(PruneLine line);

    /// <summary>Has the model look at exchanges.</summary>
    /// <param name="line">The line.</param>
    /// <param name="models">Asks the model.</param>
    /// <param name="exchanges">The exchanges, the oldest first.</param>
    /// <param name="end">Where the next step begins.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    protected abstract ValueTask LookAsync(PruneLine line, IModelAsker models, IReadOnlyList<MessageGroup> exchanges, Position end, CancellationToken cancellationToken);

    internal sealed override async ValueTask PrepareAsync(PruneLine line, IModelAsker models, CancellationToken cancellationToken)
    {
        var cut = await FindNewestAsync(line).ConfigureAwait(false);
        var done = FindDone(line);
        if (cut <= done)
            return;

        var old = new List<MessageGroup>();
        for (var i = 0; await line.GetAsync(i).ConfigureAwait(false) is { } exchange && exchange.First >= done; i++)
        {
            if (exchange.First < cut)
                old.Insert(0, exchange);
        }

        for (var next = 0; next < old.Count;)
        {
            var step = TakeStep(old, next);
            next += step.Count;
            await LookAsync(line, models, step, next < old.Count ? old[next].First : cut, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Asks the model, and takes in the entry that its answer makes.</summary>
    /// <exception cref="PruneFailedException">The model failed, which is recorded.</exception>
    protected static async ValueTask<(Position Position, TBody Body)> AskAsync<TBody>(PruneLine line, IModelAsker models, ModelQuestion question, CancellationToken cancellationToken)
        where TBody : EntryBody
    {
        var reply = await models.AskAsync(question, cancellationToken).ConfigureAwait(false);
        return reply.Failure is { } failure
            ? throw new PruneFailedException(line.Log.Key, question.About!.Value, question.Purpose, failure)
            : (reply.Position, (TBody)reply.Entry!);
    }

    internal sealed override async ValueTask<Position> FindCutAsync(PruneLine line)
    {
        var cut = await FindNewestAsync(line).ConfigureAwait(false);
        return FindDone(line) is var done && done < cut ? done : cut;
    }

    private List<MessageGroup> TakeStep(List<MessageGroup> old, int first)
    {
        var step = new List<MessageGroup>();
        long tokens = 0;
        for (var i = first; i < old.Count && (step.Count == 0 || tokens + old[i].Tokens <= _maxInputTokens); i++)
        {
            step.Add(old[i]);
            tokens += old[i].Tokens;
        }

        return step;
    }
}
