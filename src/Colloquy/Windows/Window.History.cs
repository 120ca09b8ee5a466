using Microsoft.Extensions.AI;

namespace Colloquy;

/// <content>Windows that go on from those of earlier turns.</content>
internal sealed partial class Window
{
    private const string Pinned = "pinned";

    /// <summary>Opens a window, with what the process keeps of its line.</summary>
    public static async ValueTask<Window> OpenAsync(SessionLog log, Position head, string? agent, HistoryUse? history, CancellationToken cancellationToken) =>
        Open(log, head, agent, history, history is null ? null : await history.SeeAsync(head, agent, cancellationToken).ConfigureAwait(false));

    private static Window Open(SessionLog log, Position head, string? agent, HistoryUse? history, HistoryView? known)
    {
        var window = new Window(log, head, agent, history, known);
        history?.Reads(window._line);
        return window;
    }

    /// <summary>Notes what the messages before the turn are, where it is checked that nobody changes them; null where it is not.</summary>
    public SharedMessages? Share() => history is { ChecksEdits: true } ? new SharedMessages(log, history, CarriedIn) : null;

    /// <summary>Builds the window from a block and what is behind it; null when it is to be built from its beginning.</summary>
    private async ValueTask<(CompactionContext Draft, BuiltWindow Built)?> ContinueAsync(WindowPipeline pipeline, CompactionRun? run, IReadOnlyList<ChatMessage> before, CancellationToken cancellationToken)
    {
        if (known is null || !MayContinue(pipeline, before) || history!.FindBlock(agent, pipeline) is not { } block)
            return null;

        if (_call is null)
            await _line.GetAsync(0, cancellationToken).ConfigureAwait(false);
        if (!_line.IsSettled)
            return null;

        _pins ??= await ReadPinsAsync(cancellationToken).ConfigureAwait(false);
        if (block.Summary?.Position != _line.Summary?.Position || !block.Pins.SequenceEqual(_pins) || !await TryBringAsync(block, pipeline, cancellationToken).ConfigureAwait(false))
        {
            history.Drop(block);
            return null;
        }

        if (!known.ReachesBefore(block.First))
            return null;

        var context = new CompactionContext(this, pipeline.Counter, run, end: _turn.Count + known.CountAfter(block.Through)) { Block = block };
        await context.FinishAsync(cancellationToken).ConfigureAwait(false);
        if (!block.Holds(context) || !KeepPinned(context, block))
            return null;

        if (Besides is { } besides)
            context.Show(besides, TurnStart);
        var i = await ApplyByExchangeAsync(pipeline, context, cancellationToken).ConfigureAwait(false);
        if (!block.IsDecidedAlike(context))
            return null;
        for (; i < pipeline.Count; i++)
        {
            if (!pipeline[i].TryContinue(context))
                return null;
        }

        if (context.Cut != block.Cut && (context.Cut is not { } cut || cut < block.Cut || !block.TryCut(cut)))
            return null;

        history.Shows(block.First);
        _line.PassTo(block.First, isCut: block.Cut is not null);
        return (context, block.Build(context, before));
    }

    /// <summary>Builds the window, and keeps what the next can go on from; null when none can.</summary>
    private BuiltWindow? BuildFromBlock(CompactionContext context, WindowPipeline pipeline, IReadOnlyList<ChatMessage> before)
    {
        if (history is null || !MayContinue(pipeline, before) || _pins is null || Unreadable.Count > 0)
            return null;
        if (_line.Items.Count > 0 && _line.Items[0] is { IsReasoning: true, Partial: false })
            return null;
        if (WindowBlock.Create(context, pipeline, _pins, head) is not { } block)
            return null;

        history.Keep(block, agent, pipeline);
        return block.Build(context, before);
    }

    private bool MayContinue(WindowPipeline pipeline, IReadOnlyList<ChatMessage> before) =>
        _summary is null && _importance is null && pipeline.MayContinue && before.All(IsPlain) && (Besides is null || (!Besides.HidesLine && Besides.Messages.All(besides => IsPlain(besides.Message))));

    /// <summary>Whether nothing in a message is bound up with other messages.</summary>
    private static bool IsPlain(ChatMessage message) => !ToolCallRepair.IsReasoning(message) && !message.Contents.Any(content => content is FunctionCallContent or FunctionResultContent);

    private async ValueTask<IReadOnlyList<Position>> ReadPinsAsync(CancellationToken cancellationToken) => history is null
        ? await PinList.ReadAsync(log, head, cancellationToken).ConfigureAwait(false)
        : PinList.Of(await history.ReadStateAsync(head, PinList.Key, cancellationToken).ConfigureAwait(false), log.Key);

    /// <summary>Brings a block to the head before the turn.</summary>
    private async ValueTask<bool> TryBringAsync(WindowBlock block, WindowPipeline pipeline, CancellationToken cancellationToken)
    {
        if (!block.TryTruncate(head))
            return false;
        if (block.Head == head)
            return true;

        var newer = new CompactionContext(new Window(log, head, agent, known: known!.After(block.Through)), pipeline.Counter, run: null);
        await newer.FinishAsync(cancellationToken).ConfigureAwait(false);
        if (!KeepPinned(newer, block))
            return false;

        await ApplyByExchangeAsync(pipeline, newer, cancellationToken).ConfigureAwait(false);
        return block.TryExtend(newer, head);
    }

    /// <summary>Keeps what is pinned behind a block; false when some of it is not there.</summary>
    private static bool KeepPinned(CompactionContext context, WindowBlock block)
    {
        for (var i = 0; i < block.Pins.Count; i++)
        {
            if (block.Pins[i] > block.Through && !context.TryKeepRead(block.Pins[i], Pinned))
                return false;
        }

        return true;
    }

    /// <summary>Applies the strategies to whose decisions on an exchange older ones do not matter; returns how many those are.</summary>
    private static async ValueTask<int> ApplyByExchangeAsync(WindowPipeline pipeline, CompactionContext context, CancellationToken cancellationToken)
    {
        var i = 0;
        for (; i < pipeline.Count && pipeline[i].IsByExchange; i++)
            await pipeline[i].ApplyAsync(context, cancellationToken).ConfigureAwait(false);
        return i;
    }

    /// <summary>Code of the application that the run abandoned may still read the line, so the kept history is dropped with it.</summary>
    private async ValueTask<BuiltWindow> SpoilOnFailureAsync(ValueTask<BuiltWindow> building)
    {
        try
        {
            return await building.ConfigureAwait(false);
        }
        catch
        {
            history?.Spoil();
            throw;
        }
    }
}
