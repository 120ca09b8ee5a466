namespace Colloquy;

/// <summary>The run that a window is built for: it asks models for strategies, and waits for strategies and counters of the application.</summary>
/// <param name="Models">Asks models.</param>
/// <param name="Patience">Waits for the application's code.</param>
internal sealed record CompactionRun(IModelAsker Models, Patience Patience);
