"""What a medicine is: ingredients, strength, form, content, packs, GTINs, interactions, formularies."""
