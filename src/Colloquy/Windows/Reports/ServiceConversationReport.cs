namespace Colloquy;

/// <summary>Reports what would be sent to a service that keeps the conversation itself.</summary>
internal static class ServiceConversationReport
{
    public static async ValueTask<WindowReport> OfAsync(Window window, ServiceConversation kept, TokenCounter counter, CancellationToken cancellationToken)
    {
        var (shown, waiting) = await ServiceConversationLine.ReadAsync(window, kept.UpTo, cancellationToken).ConfigureAwait(false);
        var built = BuiltWindow.Since(shown, [], waiting, kept.UpTo, counter);
        var service = kept.Service is { Length: > 0 } named ? $"The service {named}" : "The model's service";
        return new WindowReport
        {
            Messages = built.Messages,
            Tokens = (int)Math.Min(built.Estimate, int.MaxValue),
            Rows =
            [
                new WindowRow { Positions = new PositionRange(Position.Start.Next, kept.UpTo), IsShown = false, Reason = $"kept by the service as conversation '{kept.Id}'" },
                .. shown.Select(message => WindowRows.Row(message.Position, message.Message, counter.Count(message.Message), isShown: true, "new to the service")),
            ],
            Notes = [$"{service} keeps the conversation as '{kept.Id}', up to position {kept.UpTo}: it decides what the model sees of that, and no strategy has a say. Only what came after is sent."],
        };
    }
}
