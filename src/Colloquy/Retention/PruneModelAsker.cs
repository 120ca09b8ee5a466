using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Asks models before content is removed, outside of any turn. Each call is committed together with the entry that its answer makes.</summary>
/// <param name="log">The branch.</param>
/// <param name="lease">The lease under which entries are written.</param>
internal sealed class PruneModelAsker(SessionLog log, LeaseToken lease) : IModelAsker
{
    private static readonly CallPricing Pricing = new(PriceTable.Default);

    private readonly Patience _patience = new(Patience.DefaultGrace, log.Time, log.Logger, log.Key);

    public async ValueTask<ModelReply> AskAsync(ModelQuestion question, CancellationToken cancellationToken)
    {
        var client = question.Client ?? throw new ArgumentException("A pruning has no model of its own. Name the model in the question.", nameof(question));
        var id = Guid.CreateVersion7(log.Time.GetUtcNow());
        var started = Stopwatch.GetTimestamp();
        ChatResponse? response = null;
        string text;
        EntryBody? body;
        try
        {
            response = await _patience.WaitAsync(
                "The model of the pruning",
                stop => new ValueTask<ChatResponse>(client.GetResponseAsync([new ChatMessage(ChatRole.User, question.Prompt)], question.Options, stop)),
                cancellationToken).ConfigureAwait(false);
            text = ModelText.WholeTextOf(response);
            question.Read?.Invoke(text);
            body = question.Conclude?.Invoke(text, id);
        }
        catch (Exception e)
        {
            var failed = await RecordAsync(Describe(e.Message), question, body: null).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return new ModelReply { Failure = e, Position = failed };
        }

        return new ModelReply { Text = text, Entry = body, Position = await RecordAsync(Describe(error: null), question, body).ConfigureAwait(false) };

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
                Window = question.About is { } about ? [about] : [],
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

    private async ValueTask<Position> RecordAsync(ModelCallBody call, ModelQuestion question, EntryBody? body)
    {
        var record = await log.RefreshAsync(CancellationToken.None).ConfigureAwait(false);
        var turn = await log.ReadTurnAsync(record.Head, CancellationToken.None).ConfigureAwait(false);
        var writer = new EntryWriter(record, log.Time, log.Logger);
        var last = writer.Append(call, turn);
        if (body is not null)
            last = writer.Append(body, turn);
        if (body is SummaryBody)
            writer.Append(SummaryMark.Write(last.Position), turn);
        writer.Keep(Blob.Of(Encoding.UTF8.GetBytes(question.Options.Instructions!)));
        await log.AuditAsync(writer, CancellationToken.None, AuditAction.Ran).ConfigureAwait(false);
        await log.CommitAsync(writer.TakeCommit(CommitId.New(log.Time), lease) with { LeavesUpdatedAt = true }, CancellationToken.None).ConfigureAwait(false);
        return last.Position;
    }
}
