using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>What a model is asked before something is removed.</summary>
internal sealed record PruneQuestion(string Purpose, PositionRange About, string Prompt)
{
    public required ChatOptions Options { get; init; }
}

/// <summary>Asks models before something is removed. Each call is committed with what came of it, as one of a turn is.</summary>
/// <param name="log">The branch.</param>
/// <param name="lease">The lease under which it is written to.</param>
internal sealed class PruneScribe(SessionLog log, LeaseToken lease)
{
    private readonly Patience _patience = new(Patience.DefaultGrace, log.Time, log.Logger, log.Key);

    private static readonly CallPricing Pricing = new(PriceTable.Default);

    /// <exception cref="PruneFailedException">The model failed, which is recorded.</exception>
    public async ValueTask<(Position Position, TBody Body)> AskAsync<TBody>(IChatClient client, PruneQuestion question, Func<string, Guid, TBody> conclude, CancellationToken cancellationToken)
        where TBody : EntryBody
    {
        var id = Guid.CreateVersion7(log.Time.GetUtcNow());
        var started = Stopwatch.GetTimestamp();
        ChatResponse? response = null;
        TBody body;
        try
        {
            response = await _patience.WaitAsync(
                "The model of the pruning",
                stop => new ValueTask<ChatResponse>(client.GetResponseAsync([new ChatMessage(ChatRole.User, question.Prompt)], question.Options, stop)),
                cancellationToken).ConfigureAwait(false);
            body = conclude(ModelText.WholeTextOf(response), id);
        }
        catch (Exception e)
        {
            await RecordAsync(Describe(e.Message), question, body: null).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            throw new PruneFailedException(log.Key, question.About, question.Purpose, e);
        }

        return (await RecordAsync(Describe(error: null), question, body).ConfigureAwait(false), body);

        ModelCallBody Describe(string? error)
        {
            var metadata = client.GetService<ChatClientMetadata>();
            var (provider, model) = (metadata?.ProviderName, response?.ModelId ?? metadata?.DefaultModelId);
            return new ModelCallBody
            {
                Call = id,
                Model = model,
                Provider = provider,
                Purpose = question.Purpose,
                Window = [question.About],
                Instructions = Blob.Of(Encoding.UTF8.GetBytes(question.Options.Instructions!)).Hash,
                Usage = response?.Usage,
                Cost = Pricing.CostOf(provider, model, response?.Usage, log.Logger),
                Duration = Stopwatch.GetElapsedTime(started),
                FinishReason = response?.FinishReason?.Value,
                Response = response?.ResponseId,
                Error = error,
            };
        }
    }

    private async ValueTask<Position> RecordAsync(ModelCallBody call, PruneQuestion question, EntryBody? body)
    {
        var record = await log.RefreshAsync(CancellationToken.None).ConfigureAwait(false);
        var turn = await log.ReadTurnAsync(record.Head, CancellationToken.None).ConfigureAwait(false);
        var writer = new EntryWriter(record, log.Time, log.Logger);
        writer.Append(call, turn);
        var last = body is null ? null : writer.Append(body, turn);
        writer.Keep(Blob.Of(Encoding.UTF8.GetBytes(question.Options.Instructions!)));
        await log.CommitAsync(writer.TakeCommit(CommitId.New(log.Time), lease) with { LeavesUpdatedAt = true }, CancellationToken.None).ConfigureAwait(false);
        return last?.Position ?? Position.Start;
    }
}
