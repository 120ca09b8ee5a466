namespace Colloquy.Storage.Conformance;

/// <summary>One thing that a store must do.</summary>
/// <param name="Suite">The name of the suite that the case belongs to.</param>
/// <param name="Name">The expected behaviour of the store, as a sentence.</param>
/// <param name="Body">Tries it, and throws when the store does otherwise.</param>
/// <param name="Requires">The abilities of the store that the case requires.</param>
public sealed record StoreCase(string Suite, string Name, Func<StoreCaseContext, Task> Body, StoreTraits Requires = StoreTraits.None)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    /// <summary>Tries the case on an empty storage.</summary>
    /// <param name="harness">The storage. It belongs to the caller, who disposes it.</param>
    /// <param name="cancellationToken">Cancels the case.</param>
    /// <exception cref="ConformanceException">The store does something else, or did not end within three minutes.</exception>
    public async Task RunAsync(StoreHarness harness, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(harness);
        using var givenUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await using var context = await StoreCaseContext.OpenAsync(harness, givenUp.Token);
            // On a thread of the pool, so that a store that blocks its caller is noticed too.
            await Task.Run(() => Body(context), givenUp.Token).WaitAsync(Longest, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception error)
        {
            var what = error switch
            {
                ConformanceException => error.Message,
                TimeoutException => $"It did not end within {Longest.TotalMinutes} minutes.",
                _ => $"It threw {error.GetType().Name}: {error.Message}",
            };
            throw new ConformanceException($"{Suite}: '{Name}' does not hold. {what}", error);
        }
        finally
        {
            await givenUp.CancelAsync();
        }
    }

    /// <summary>Returns suite and name.</summary>
    public override string ToString() => $"{Suite}: {Name}";
}
