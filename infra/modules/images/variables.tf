variable "name" {
  description = "Beginning of the repositories' names, such as shop for shop/cart-service."
  type        = string
}

variable "images" {
  description = "Images of the shop."
  type        = set(string)
}

variable "readers" {
  description = "Other accounts that pull images: production's, if it has an account of its own."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for account in var.readers : can(regex("^[0-9]{12}$", account))])
    error_message = "Readers are accounts of twelve digits, never everybody."
  }
}

variable "keep" {
  description = "How many releases of each image are kept."
  type        = number
  default     = 50
}

variable "force_delete" {
  description = "Lets a repository be deleted with images in it."
  type        = bool
  default     = false
}
